/** Navigation at marked places. */

import { expect, it } from 'vitest';
import { fixture } from '../fixture.testing';
import { documentHighlights } from './document-highlight';
import { documentLinks } from './document-link';
import { documentSymbols, workspaceSymbols } from './document-symbol';
import { declaration, definition, references } from './locations';
import { prepareRename, rename } from './rename';

const library = '.export lib_put\n.text\nlib_put:\n    RET\n';
const main = (line: string): string =>
  [
    '.entry main',
    '.import lib_put',
    '.text',
    'main:',
    line,
    '    JMP main',
    '.data',
    'x: .word 1',
    '    .half lo16(x)',
  ].join('\n');

/** `file:line:start-end` of each location, lines and columns from 0. */
const shown = (
  found: readonly { uri: string; range: { start: { line: number; character: number }; end: { character: number } } }[],
) => found.map(({ uri, range }) => `${uri}:${range.start.line}:${range.start.character}-${range.end.character}`).sort();

it('goes to a label, also in another unit, and to where it is declared', () => {
  const own = fixture(main('    JZ ma<|>in'));
  expect(shown(definition(own.context, own.cursor))).toEqual(['main.mvasm:3:0-4']);
  const foreign = fixture(main('    CALL lib_put<|>'), { 'lib.mvasm': library });
  expect(shown(definition(foreign.context, foreign.cursor))).toEqual(['lib.mvasm:2:0-7']);
  expect(shown(declaration(foreign.context, foreign.cursor))).toEqual(['lib.mvasm:0:8-15', 'main.mvasm:1:8-15']);
  const missing = fixture(main('    CALL lib_put<|>'));
  expect(shown(definition(missing.context, missing.cursor))).toEqual(['main.mvasm:1:8-15']);
});

it('finds all references, in handlers and relocation functions too', () => {
  const text = '.entry m<|>ain\n.cmd {"group":1,"id":1,"handler":"main"}\n.text\nmain:\n    JMP main\n    RET\n';
  const { context, cursor } = fixture(text);
  expect(shown(references(context, cursor, false))).toEqual([
    'main.mvasm:0:7-11',
    'main.mvasm:1:34-38',
    'main.mvasm:4:8-12',
  ]);
  expect(references(context, cursor, true)).toHaveLength(4);
  const data = fixture(main('    LDI32 R1, x<|>'));
  expect(shown(references(data.context, data.cursor, false))).toEqual(['main.mvasm:4:14-15', 'main.mvasm:8:15-16']);
});

it('finds nothing at a mnemonic, a register or a comment', () => {
  for (const line of ['    LD<|>I R1, 2', '    LDI R<|>1, 2', '    RET ; ma<|>in']) {
    const { context, cursor } = fixture(main(line));
    expect(definition(context, cursor)).toEqual([]);
    expect(prepareRename(context, cursor)).toBeNull();
  }
});

it('highlights a symbol in the document', () => {
  const { context, cursor } = fixture(main('    JZ ma<|>in'));
  expect(documentHighlights(context, cursor).map(({ range, kind }) => [range.start.line, kind])).toEqual([
    [3, 3],
    [4, 2],
    [5, 2],
    [0, 2],
  ]);
});

it('renames in all units and refuses names that cannot be used', () => {
  const { context, cursor } = fixture(main('    CALL lib_<|>put'), { 'lib.mvasm': library });
  expect(prepareRename(context, cursor)?.placeholder).toBe('lib_put');
  const changes = rename(context, cursor, 'put')?.changes ?? {};
  expect(Object.entries(changes).map(([uri, edits]) => [uri, edits.length])).toEqual([
    ['main.mvasm', 2],
    ['lib.mvasm', 2],
  ]);
  expect(() => rename(context, cursor, 'main')).toThrow('in use already (main.mvasm:4)');
  expect(() => rename(context, cursor, 'a b')).toThrow('no symbol name');
  expect(() => rename(context, cursor, 'r7')).toThrow('register');
});

it('outlines labels, links includes and finds symbols of the workspace', () => {
  const text = '.include "lib.mvasm"\nmain:\n    RET\nmain_loop:\n    RET\n.data\nx:\n    .word 1\n';
  const { context } = fixture(text, { 'lib.mvasm': library });
  expect(documentSymbols(context).map(({ name, children, range }) => [name, children?.length, range.end.line])).toEqual(
    [
      ['main', 1, 4],
      ['x', 0, 7],
    ],
  );
  expect(documentLinks(context)).toMatchObject([{ target: 'lib.mvasm', range: { start: { line: 0, character: 9 } } }]);
  expect(workspaceSymbols([context.program], 'mnlp', (path) => path).map(({ name }) => name)).toEqual(['main_loop']);
});
