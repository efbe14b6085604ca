/** After every edit of a program of several units, everything said about it is what a fresh server says. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileReader } from '../../platform/files';
import { anyEdit, anyText, type Edit } from '../../toolchain/incremental/random-edits.testing';
import { Contexts } from '../contexts';
import { Findings } from '../diagnostics/findings';
import { DocumentTokens } from '../document-tokens';
import { documentSymbols, workspaceSymbols } from '../navigation/document-symbol';
import { uriOf } from '../paths';

import { Workspace } from '../workspace/workspace';
import { ProgramSet } from './program-set';

/** `lib.mvasm` and `other.mvasm` are included by random lines, and units themselves. */
const units = ['main.mvasm', 'second.mvasm', 'third.mvasm', 'lib.mvasm'];
const sources = [...units, 'other.mvasm'].map((name) => `/w/${name}`);
const project = JSON.stringify({
  programs: [
    { name: 'all', units, entry: 'main' },
    { name: 'part', units: ['second.mvasm', 'third.mvasm'] },
  ],
});

const files: FileReader = {
  read: async (path) => (path === '/w/hsx.json' ? new TextEncoder().encode(project) : undefined),
  list: async (folder) => (folder === '/w' ? [{ name: 'hsx.json', folder: false }] : []),
};

class Server {
  readonly workspace = new Workspace(files);
  private readonly programs = new ProgramSet(this.workspace);
  private readonly contexts = new Contexts(this.workspace, this.programs, new Findings(this.workspace, () => ({})));
  private version = 1;

  constructor(texts: ReadonlyMap<string, string>) {
    this.programs.definitions.setFolders(['/w']);
    for (const [path, text] of texts) this.workspace.didOpen(uriOf(path, 'file:///'), this.version, text);
  }

  edit(path: string, { range, text }: Edit): void {
    this.workspace.didChange(uriOf(path, 'file:///'), ++this.version, [{ range, text }]);
  }

  texts(): ReadonlyMap<string, string> {
    return new Map(this.workspace.openDocuments.map(({ path, text }) => [path, text]));
  }

  async everything(): Promise<object> {
    const programs = await this.programs.all();
    const views = programs.map((program) => this.contexts.viewOf(program));
    const documents = await Promise.all(
      sources.map(async (path) => {
        const context = await this.contexts.ofPath(path);
        if (!context) throw new Error(`${path} is not open`);
        return { path, symbols: documentSymbols(context), tokens: DocumentTokens.of(context, 'utf-16').data };
      }),
    );
    return {
      programs: programs.map(({ name, files: parts, diagnostics }) => ({
        name,
        files: [...parts].sort(),
        diagnostics: diagnostics.map((diagnostic) => JSON.stringify(diagnostic)).sort(),
      })),
      symbols: workspaceSymbols(views, '', (path) => path),
      documents,
    };
  }
}

it('holds for diagnostics of the linker too, symbols and tokens', async () => {
  const edit = fc.tuple(fc.constantFrom(...sources), anyEdit);
  const texts = fc.tuple(...sources.map(() => anyText(40)));
  await fc.assert(
    fc.asyncProperty(texts, fc.array(edit, { maxLength: 6 }), async (contents, edits) => {
      const server = new Server(new Map(sources.map((path, index) => [path, contents[index]!])));
      await server.everything();
      for (const [path, change] of edits) {
        server.edit(path, change);
        expect(await server.everything()).toEqual(await new Server(server.texts()).everything());
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
}, 120_000);

/** Programs that link, so that the linker has its say: what random lines are too wrong for. */
it('holds when exports, imports and handlers come and go in programs that assemble', async () => {
  const line = fc.constantFrom(
    '.import helper',
    '.export helper',
    'helper:',
    'other:',
    '.export other',
    '.cmd {"group":1,"id":1,"handler":"helper"}',
    '.value {"group":1,"id":2}',
    '    CALL 0',
    '    LDI R1, 1',
    '    RET',
    '.extern other',
    '    CALL other',
    '',
  );
  const edit = fc.record({
    path: fc.constantFrom(...sources),
    line: fc.nat(6),
    lines: fc.nat(2),
    text: fc.array(line, { maxLength: 3 }).map((lines) => lines.map((each) => `${each}\n`).join('')),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 12 }), async (edits) => {
      const server = new Server(new Map(sources.map((path) => [path, '.text\n    RET\n'])));
      await server.everything();
      for (const { path, line: at, lines, text } of edits) {
        const start = { line: at, character: 0 };
        server.edit(path, { range: { start, end: { line: at + lines, character: 0 } }, text });
        expect(await server.everything()).toEqual(await new Server(server.texts()).everything());
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
}, 120_000);
