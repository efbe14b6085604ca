/** Getting around in a program, over the wire: sources, an inclusion, an object, metadata, and a unit made from C. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  type Location,
  SymbolKind,
  type WorkspaceEdit,
  type WorkspaceSymbol,
} from 'vscode-languageserver/node';
import { assemble } from '../../src/toolchain/assemble';
import { writeObject } from '../../src/toolchain/object';
import { MarkedWorkspace } from './marked-workspace';

const object = (text: string): Uint8Array => Buffer.from(writeObject(assemble('o.mvasm', () => text).object));

const files = {
  'hsx.json': JSON.stringify({
    programs: [
      {
        name: 'app',
        units: ['main.mvasm', 'lib/put.mvasm', 'out/other.hxo', 'out/sum.hxo'],
        debugInfo: ['out/sum.dbg'],
      },
    ],
  }),
  'main.mvasm': `.entry <|entry>main
.import <|import>put
.extern <|extern>sum
.import other
.include "<|link>tables.inc"
.cmd {"group": 1, "id": 2, "handler": "<|handler>work"}
.text
<|main>main:
    CALL <|call>work
    CALL <|foreign>put
    CALL <|c>sum
    CALL other<|object>
    LDI32 R<|register>1, <|included>table
    ST [R1+0], R2
    LD R1, [R1+4]
    RET
<|work>work:
    JZ <|jump>work
work_end:
    RET
`,
  'tables.inc': '.data\n<|table>table: .word 1, 2\n.text\n',
  'lib/put.mvasm': '.export <|export>put\n.text\n<|put>put:\n    RET\n',
  'out/other.hxo': object('.export other\n.text\nother:\n    RET\n'),
  'out/sum.hxo': object('.export sum\n.text\nsum:\n    RET\n'),
  'out/sum.dbg': JSON.stringify({
    functions: [{ function: 'sum', name: 'sum', file: 'sum.c', line: 3, mvasm_start_ordinal: 0 }],
  }),
  'out/sum.c': '/* adds */\n\nint sum(void) { return 0; }\n',
};

let workspace: MarkedWorkspace;
beforeAll(async () => {
  workspace = await MarkedWorkspace.start(files);
});
afterAll(() => workspace.close());

const places = async (mark: string, method: string, params: object = {}): Promise<string[]> =>
  workspace.shown(await workspace.at<Location[] | null>(mark, method, params));

const label = 'main.mvasm:17:1 work';
const exported = 'lib/put.mvasm:3:1 put';

describe('definition', () => {
  it.each([
    ['a call', 'call', label],
    ['a jump', 'jump', label],
    ['the handler of a command', 'handler', label],
    ['an .entry', 'entry', 'main.mvasm:8:1 main'],
    ['a call of another unit', 'foreign', exported],
    ['an .import', 'import', exported],
    ['an .export', 'export', exported],
    ['a name of an included file', 'included', 'tables.inc:2:1 table'],
    ['a routine of a unit that was compiled from C', 'c', 'out/sum.c:3:1 '],
    ['an .extern', 'extern', 'out/sum.c:3:1 '],
    ['a routine of an object, which has no source', 'object', 'main.mvasm:4:9 other'],
  ])('leads from %s', async (_what, mark, place) => {
    expect(await places(mark, 'definition')).toEqual([place]);
  });
});

it('declaration leads to .import, .extern and .export', async () => {
  expect(await places('foreign', 'declaration')).toEqual(['lib/put.mvasm:1:9 put', 'main.mvasm:2:9 put']);
  expect(await places('c', 'declaration')).toEqual(['main.mvasm:3:9 sum']);
});

it('implementation leads to the label, from anywhere in a command to its handler', async () => {
  expect(await places('import', 'implementation')).toEqual([exported]);
  expect(await places('handler', 'implementation')).toEqual([label]);
});

it('references are in all units, in declarations only when they are asked for', async () => {
  const of = (mark: string, includeDeclaration: boolean) =>
    places(mark, 'references', { context: { includeDeclaration } });
  expect(await of('put', false)).toEqual(['main.mvasm:10:10 put']);
  expect(await of('put', true)).toEqual([
    'lib/put.mvasm:1:9 put',
    exported,
    'main.mvasm:10:10 put',
    'main.mvasm:2:9 put',
  ]);
  expect(await of('work', false)).toEqual(['main.mvasm:18:8 work', 'main.mvasm:6:40 work', 'main.mvasm:9:10 work']);
  expect(await of('table', false)).toEqual(['main.mvasm:13:15 table']);
  expect(await of('object', true)).toEqual(['main.mvasm:12:10 other', 'main.mvasm:4:9 other']);
});

it('highlights tell reading from writing', async () => {
  const highlights = async (mark: string) =>
    (await workspace.at<DocumentHighlight[]>(mark, 'documentHighlight')).map(
      ({ range, kind }) => `${range.start.line + 1}:${range.start.character + 1} ${kind === 3 ? 'write' : 'read'}`,
    );
  expect(await highlights('register')).toEqual(['13:11 write', '14:8 read', '15:8 write', '15:12 read']);
  expect((await highlights('call')).sort()).toEqual(['17:1 write', '18:8 read', '6:40 read', '9:10 read']);
});

it('document symbols are the routines with their labels, and data', async () => {
  const outline = async (file: string) =>
    (await workspace.of<DocumentSymbol[]>(file, 'documentSymbol')).map(({ name, kind, children }) => [
      name,
      kind,
      children?.map((child) => child.name),
    ]);
  expect(await outline('main.mvasm')).toEqual([
    ['main', SymbolKind.Function, []],
    ['work', SymbolKind.Function, ['work_end']],
  ]);
  expect(await outline('tables.inc')).toEqual([['table', SymbolKind.Variable, []]]);
});

it('workspace symbols are found by some of their letters, in files that are not open too', async () => {
  const found = async (query: string) =>
    (await workspace.client.request<WorkspaceSymbol[]>('workspace/symbol', { query })).map(({ name }) => name);
  expect(await found('tbl')).toEqual(['table']);
  expect((await found('')).sort()).toEqual(['main', 'put', 'table', 'work', 'work_end']);
});

it('the call hierarchy has calls, jumps, the entry and handlers of commands', async () => {
  const prepare = async (mark: string) => (await workspace.at<CallHierarchyItem[]>(mark, 'prepareCallHierarchy'))[0]!;
  const incoming = async (item: CallHierarchyItem) =>
    (await workspace.client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item })).map(
      ({ from, fromRanges }) => `${from.name} ${fromRanges.map(({ start }) => start.line + 1)}`,
    );
  const outgoing = async (item: CallHierarchyItem) =>
    (await workspace.client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item })).map(
      ({ to, fromRanges }) => `${to.name} ${fromRanges.map(({ start }) => start.line + 1)}`,
    );
  expect((await incoming(await prepare('work'))).sort()).toEqual(['.cmd 6', 'main 9']);
  expect(await incoming(await prepare('main'))).toEqual(['.entry 1']);
  expect(await incoming(await prepare('put'))).toEqual(['main 10']);
  expect(await outgoing(await prepare('main'))).toEqual(['work 9', 'put 10', 'sum 11', 'other 12']);
  // What has no assembly source has callers too.
  expect(await incoming(await prepare('c'))).toEqual(['main 11']);
  expect(await incoming(await prepare('object'))).toEqual(['main 12']);
});

it('document links lead to inclusions', async () => {
  const links = await workspace.of<DocumentLink[]>('main.mvasm', 'documentLink');
  expect(links.map(({ target }) => target)).toEqual([workspace.uri('tables.inc')]);
});

it('inclusions and hsx.json follow a file that is renamed', async () => {
  const edits = async (from: string, to: string) => {
    const renamed = [{ oldUri: workspace.uri(from), newUri: workspace.uri(to) }];
    const edit = await workspace.client.request<WorkspaceEdit | null>('workspace/willRenameFiles', { files: renamed });
    return Object.entries(edit?.changes ?? {}).map(([uri, [first]]) => `${uri.split('/').at(-1)} ${first!.newText}`);
  };
  expect(await edits('tables.inc', 'data/t.inc')).toEqual(['main.mvasm "data/t.inc"']);
  expect(await edits('lib', 'library')).toEqual(['hsx.json "library/put.mvasm"']);
});

describe('rename', () => {
  it('goes through all units of the program', async () => {
    expect(await workspace.at('foreign', 'prepareRename')).toMatchObject({ placeholder: 'put' });
    const { changes } = await workspace.at<WorkspaceEdit>('foreign', 'rename', { newName: 'print' });
    const edits = Object.entries(changes ?? {}).map(([uri, list]) => [uri, list.length]);
    expect(Object.fromEntries(edits)).toEqual({
      [workspace.uri('main.mvasm')]: 2,
      [workspace.uri('lib/put.mvasm')]: 2,
    });
  });

  it('reaches the handlers of commands', async () => {
    const { changes } = await workspace.at<WorkspaceEdit>('work', 'rename', { newName: 'serve' });
    const places = Object.entries(changes ?? {}).flatMap(([uri, edits]) => edits.map(({ range }) => ({ uri, range })));
    expect(workspace.shown(places)).toContain('main.mvasm:6:40 work');
  });

  it.each([
    ['a name that is in use', 'main', /in use already \(.*main\.mvasm:8\)/],
    ['what is no name', 'a b', /no symbol name/],
    ['the name of a register', 'R7', /register/],
  ])('refuses %s', async (_what, newName, message) => {
    await expect(workspace.at('work', 'rename', { newName })).rejects.toThrow(message);
  });

  it('is not offered for what is no symbol', async () => {
    expect(await workspace.at('register', 'prepareRename')).toBeNull();
  });
});
