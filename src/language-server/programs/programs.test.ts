/** Which files make a program, as an editor sees it. */

import { afterEach, expect, it } from 'vitest';
import type { CompletionList, Location, WorkspaceEdit, WorkspaceSymbol } from 'vscode-languageserver';
import { assemble } from '../../toolchain/assemble';
import { writeObject } from '../../toolchain/object';
import { edited } from '../fixture.testing';
import { MemoryServer } from '../memory-server.testing';
import type { ListedProgram } from './program-list';

const main = '.entry main\n.import help\n.text\nmain:\n    CALL help\n    RET\n';
const help = '.export help\n.text\nhelp:\n    RET\n';
const project = (...programs: object[]) => JSON.stringify({ programs }, undefined, 1);

let server: MemoryServer;
const start = async (files: Record<string, string>, capabilities?: object) => {
  server = await MemoryServer.start(files, capabilities);
};
afterEach(() => server.client.close());

const listed = () => server.client.request<ListedProgram[]>('hsx/programs', null);
const summary = async () =>
  (await listed()).map(({ name, origin, units }) => `${origin} ${name}: ${units.map(({ path }) => path).join(' ')}`);

it('are those of hsx.json, and change with it', async () => {
  await start({
    '/work/app/main.mvasm': main,
    '/work/lib/one.mvasm': help,
    '/work/lib/two.mvasm': help,
    '/work/hsx.json': project({ name: 'app', units: ['app/main.mvasm'] }),
  });
  await server.open('/work/app/main.mvasm');
  expect(await server.codes('/work/app/main.mvasm')).toEqual(['2:9 import-unresolved']);
  expect(await summary()).toEqual(['project app: /work/app/main.mvasm']);
  await server.change({ '/work/hsx.json': project({ name: 'app', units: ['app/main.mvasm', 'lib/two.mvasm'] }) });
  expect(await server.codes('/work/app/main.mvasm')).toEqual([]);
  expect(await summary()).toEqual(['project app: /work/app/main.mvasm /work/lib/two.mvasm']);
  await server.change({ '/work/hsx.json': undefined });
  expect(await summary()).toEqual(['entry main.mvasm: /work/app/main.mvasm']);
});

it('have lints as serious as hsx.json says, and settings go before it', async () => {
  let settings: object = { lint: { 'unused-label': 'default' } };
  await start(
    {
      '/work/main.mvasm': '.entry main\nmain:\n    RET\nspare:\n    RET\n',
      '/work/hsx.json': project({
        name: 'app',
        units: ['main.mvasm'],
        lint: { 'unused-label': 'error', 'unreachable-code': 'off' },
      }),
    },
    { workspace: { configuration: true } },
  );
  server.client.connection.onRequest('workspace/configuration', () => [settings]);
  await server.client.notify('workspace/didChangeConfiguration', { settings: null });
  await server.open('/work/main.mvasm');
  const uri = 'file:///work/main.mvasm';
  const severities = async () =>
    (await server.client.published(uri)).diagnostics.map(({ code, severity }) => `${code} ${severity}`);
  expect(await severities()).toEqual(['unused-label 1']);
  settings = { lint: { 'unused-label': 'hint' } };
  await server.client.notify('workspace/didChangeConfiguration', { settings: null });
  expect(await severities()).toEqual(['unused-label 4']);
});

it('tell mistakes in hsx.json there, also what only the program shows', async () => {
  await start({
    '/work/main.mvasm': main,
    '/work/hsx.json': project({ name: 'app', units: ['main.mvasm', 'none.mvasm'], entry: 'nowhere', colour: 1 }),
  });
  await server.open('/work/main.mvasm');
  expect(await server.codes('/work/hsx.json')).toEqual(['7:5 file-missing', '10:4 project-key']);
  await server.change({ '/work/hsx.json': project({ name: 'app', units: ['main.mvasm'], entry: 'main' }) });
  expect(await server.codes('/work/hsx.json')).toEqual([]);
});

it('lead from a call into the source that a unit was compiled from, and to its assembly', async () => {
  const compiled = '.export twice\n.export total\n.text\ntwice:\n    ADD R0, R1, R1\n    RET\n.data\ntotal: .word 0\n';
  const file = { filename: 'math.c', directory: '../c' };
  const debug = {
    functions: [{ function: 'twice', name: 'twice', file, line: 12, mvasm_start_ordinal: 0 }],
    variables: [{ name: 'total', file, line: 3, locations: [{ location: { kind: 'global', symbol: 'total' } }] }],
  };
  const text =
    '.entry main\n.import twice\n.import total\n.text\nmain:\n    CALL twice\n    LDI32 R1, total\n    RET\n';
  await start({
    '/work/main.mvasm': text,
    '/work/out/math.hxo': writeObject(assemble('math.mvasm', () => compiled).object),
    '/work/gen/math.mvasm': compiled,
    '/work/out/math.dbg': JSON.stringify(debug),
    '/work/hsx.json': project({ name: 'app', units: ['main.mvasm', 'out/math.hxo'], debugInfo: ['out/math.dbg'] }),
  });
  await server.open('/work/main.mvasm');
  const found = async (method: string, line: number, character: number) => {
    const params = { textDocument: { uri: 'file:///work/main.mvasm' }, position: { line, character } };
    const places = await server.client.request<Location[]>(`textDocument/${method}`, params);
    return places.map(({ uri, range }) => `${uri}:${range.start.line + 1}`);
  };
  expect(await found('definition', 5, 12)).toEqual(['file:///work/c/math.c:12']);
  expect(await found('definition', 6, 16)).toEqual(['file:///work/c/math.c:3']);
  expect(await found('declaration', 5, 12)).toEqual(['file:///work/main.mvasm:2']);
  const units = ['main.mvasm', 'gen/math.mvasm'];
  await server.change({ '/work/hsx.json': project({ name: 'app', units, debugInfo: ['out/math.dbg'] }) });
  expect(await found('definition', 5, 12)).toEqual(['file:///work/c/math.c:12']);
  expect(await found('implementation', 5, 12)).toEqual(['file:///work/gen/math.mvasm:4']);
});

it('offer files beside the document and in the include folders of the program for an inclusion', async () => {
  await start({
    '/work/app/main.mvasm': '.include "\n.include "sub/\n',
    '/work/app/own.mvasm': '',
    '/work/include/body.mvasm': '',
    '/work/include/sub/deep.mvasm': '',
    '/work/hsx.json': project({ name: 'app', units: ['app/main.mvasm'], includeFolders: ['include'] }),
  });
  await server.open('/work/app/main.mvasm');
  const offered = async (line: number, character: number) => {
    const textDocument = { uri: 'file:///work/app/main.mvasm' };
    const { items } = await server.client.request<CompletionList>('textDocument/completion', {
      textDocument,
      position: { line, character },
    });
    return items.map(({ label }) => label);
  };
  expect(await offered(0, 10)).toEqual(['body.mvasm', 'own.mvasm', 'sub/']);
  expect(await offered(1, 14)).toEqual(['deep.mvasm']);
});

it('find inclusions in the include folders of the program', async () => {
  await start({
    '/work/main.mvasm': '.entry main\nmain:\n.include "body.inc"\n',
    '/work/include/body.inc': '    RETT\n',
    '/work/hsx.json': project({ name: 'app', units: ['main.mvasm'], includeFolders: ['include'] }),
  });
  await server.open('/work/main.mvasm');
  expect(await server.codes('/work/include/body.inc')).toEqual(['1:5 unknown-mnemonic']);
  const links = await server.client.request('textDocument/documentLink', {
    textDocument: { uri: 'file:///work/main.mvasm' },
  });
  expect(links).toMatchObject([{ target: 'file:///work/include/body.inc' }]);
});

it('are those that the client starts where no hsx.json tells, and sources with an entry otherwise', async () => {
  await start({
    '/work/main.mvasm': main,
    '/work/lib/one.mvasm': help,
    '/work/lib/two.mvasm': help,
    '/work/third.mvasm': '.entry t\nt: RET\n',
  });
  const units = ['file:///work/main.mvasm', 'file:///work/lib/one.mvasm'];
  const programs = [{ name: 'Debug', units, findImports: false }, { units: [] }, { units: [7] }, null];
  await server.client.notify('hsx/launchedPrograms', { programs });
  expect(await summary()).toEqual([
    'launch Debug: /work/main.mvasm /work/lib/one.mvasm',
    'entry third.mvasm: /work/third.mvasm',
  ]);
  await server.client.notify('hsx/launchedPrograms', 'nonsense');
  expect(await summary()).toEqual(['entry main.mvasm: /work/main.mvasm', 'entry third.mvasm: /work/third.mvasm']);
});

it('are listed with inclusions, exports, problems, and what starts them', async () => {
  await start({
    '/work/main.mvasm': '.entry main\n.include "x.inc"\nmain: RET\n',
    '/work/x.inc': '.export x\n.data\nx: .word 1\n.text\nNOPE\n',
    '/work/hsx.json': project({ name: 'app', units: ['main.mvasm'] }),
  });
  const [program] = await listed();
  expect(program).toMatchObject({
    name: 'app',
    starts: ['/work/app'],
    location: { uri: 'file:///work/hsx.json', range: { start: { line: 3, character: 11 } } },
    units: [
      {
        uri: 'file:///work/main.mvasm',
        found: false,
        includes: [{ path: '/work/x.inc' }],
        exports: [
          { name: 'x', section: 'data', location: { uri: 'file:///work/x.inc' } },
          { name: 'main', section: 'text', location: { uri: 'file:///work/main.mvasm' } },
        ],
        problems: [{ severity: 'error', location: { range: { start: { line: 4 } } } }],
      },
    ],
  });
});

it('are told to have changed when the client wants to know', async () => {
  server = await MemoryServer.start({ '/work/main.mvasm': main }, {}, { programsChanged: true });
  const told = new Promise<void>((resolve) => {
    server.client.connection.onNotification('hsx/programsChanged', resolve);
  });
  await server.open('/work/main.mvasm');
  await told;
  expect(await summary()).toEqual(['entry main.mvasm: /work/main.mvasm']);
});

it('make up the symbols of the workspace, each once', async () => {
  await start({
    '/work/main.mvasm': main,
    '/work/help.mvasm': help,
    '/work/hsx.json': project({ name: 'a', units: ['main.mvasm', 'help.mvasm'] }, { name: 'b', units: ['help.mvasm'] }),
  });
  const symbols = await server.client.request<WorkspaceSymbol[]>('workspace/symbol', { query: '' });
  expect(symbols.map(({ name }) => name).sort()).toEqual(['help', 'main']);
});

it('keep together when files and folders are renamed', async () => {
  const files: Record<string, string> = {
    '/work/src/main.mvasm': '.include "defs.inc"\n.include "../inc/far.inc"\n.include "near.inc"\n.entry m\nm: RET\n',
    '/work/src/defs.inc': '.include "../inc/far.inc"\n',
    '/work/inc/far.inc': '; far\n',
    '/work/inc/near.inc': '; near\n',
    '/work/hsx.json': project({ name: 'app', units: ['src/main.mvasm'], includeFolders: ['inc'] }),
  };
  await start(files, { workspace: { fileOperations: { willRename: true } } });
  const after = async (oldPath: string, newPath: string) => {
    const renamed = { oldUri: `file://${oldPath}`, newUri: `file://${newPath}` };
    const edit = await server.client.request<WorkspaceEdit | null>('workspace/willRenameFiles', { files: [renamed] });
    const changed = Object.entries(edit?.changes ?? {}).map(([uri, edits]) => {
      const path = uri.replace('file://', '');
      const lines = edited(files[path]!, edits).split('\n');
      return [path, lines.filter((line, index) => line !== files[path]!.split('\n')[index]).join('|')];
    });
    return Object.fromEntries(changed);
  };
  expect(await after('/work/src/defs.inc', '/work/src/names.inc')).toEqual({
    '/work/src/main.mvasm': '.include "names.inc"',
  });
  expect(await after('/work/inc/near.inc', '/work/inc/sub/close.inc')).toEqual({
    '/work/src/main.mvasm': '.include "sub/close.inc"',
  });
  expect(await after('/work/src/main.mvasm', '/work/main.mvasm')).toEqual({
    '/work/src/main.mvasm': '.include "src/defs.inc"|.include "inc/far.inc"',
    '/work/hsx.json': '    "main.mvasm"',
  });
  expect(await after('/work/inc', '/work/headers')).toEqual({
    '/work/src/main.mvasm': '.include "../headers/far.inc"',
    '/work/src/defs.inc': '.include "../headers/far.inc"',
    '/work/hsx.json': '    "headers"',
  });
  expect(await after('/work/src', '/work/source')).toEqual({ '/work/hsx.json': '    "source/main.mvasm"' });
  expect(await after('/work/other.mvasm', '/work/another.mvasm')).toEqual({});
});
