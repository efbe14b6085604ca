/** Navigation at marked places. */

import { expect, it } from 'vitest';
import type { Range } from 'vscode-languageserver';
import { fixture } from '../fixture.testing';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy';
import { documentHighlights } from './document-highlight';
import { documentLinks } from './document-link';
import { documentSymbols, workspaceSymbols } from './document-symbol';
import { declaration, definition, implementation, references } from './locations';
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

it('goes from anywhere in a command to its handler', () => {
  const at = (payload: string) => {
    const { context, cursor } = fixture(`${payload}\n.text\nhandle:\n    RET\n`);
    return shown(implementation(context, cursor));
  };
  expect(at('.cmd {"group": <|>1, "id": 2, "handler": "handle"}')).toEqual(['main.mvasm:2:0-6']);
  expect(at('.cmd {"group": 1, "id": 2, "handler": "han<|>dle"}')).toEqual(['main.mvasm:2:0-6']);
  expect(at('.c<|>md {"group": 1,\n"id": 2,\n"handler": "handle"}')).toEqual(['main.mvasm:4:0-6']);
  expect(at('.cmd {"group": <|>1, "id": 2, "handler": "none"}')).toEqual([]);
});

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

it('outlines what is inside of a routine below it, by its uses, and what metadata declares', () => {
  const text = [
    '.entry main',
    '.value [{"group":1,"id":1,"name":"heat.temp"},',
    '        {"group":1,"id":2}]',
    '.mailbox {"target":"app:temps"}',
    '.text',
    'main:',
    '    CALL main_helper',
    'again:',
    '    JMP again',
    'main_helper:',
    '    RET',
  ].join('\n');
  const outline = documentSymbols(fixture(text).context);
  expect(
    outline.map(({ name, detail = '', children }) => [name, detail, children!.map((child) => child.name)]),
  ).toEqual([
    ['heat.temp', '.value', []],
    ['app:temps', '.mailbox', []],
    ['main', '', ['again']],
    ['main_helper', '', []],
  ]);
  for (const { range, selectionRange } of outline) {
    expect(selectionRange.start.line).toBeGreaterThanOrEqual(range.start.line);
    expect(selectionRange.end.line).toBeLessThanOrEqual(range.end.line);
  }
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

const hierarchy = [
  '.entry main',
  '.cmd {"group":1,"id":1,"name":"x","handler":"work"}',
  '.import lib_put',
  '.text',
  'main:',
  '    CALL work',
  '    CALL work',
  '    RET',
  'work:',
  '    CALL lib_put',
  'work_loop:',
  '    JZ work_loop',
  '    JMP tail',
  'tail:',
  '    CALL tail',
  '    JMP work_loop',
].join('\n');

const hierarchyAt = (line: number, character: number) => {
  const { context } = fixture(hierarchy, { 'lib.mvasm': library });
  const [item] = prepareCallHierarchy(context, { line, character }) ?? [];
  const shownCalls = (calls: readonly { from?: { name: string }; to?: { name: string }; fromRanges: Range[] }[]) =>
    calls.map(
      ({ from, to, fromRanges }) => `${(from ?? to)?.name} ${fromRanges.map(({ start }) => start.line).join()}`,
    );
  return {
    name: item?.name,
    from: item && shownCalls(incomingCalls(context, item)),
    to: item && shownCalls(outgoingCalls(context, item)),
  };
};

it('shows who calls a routine and whom it calls: calls, jumps out, the entry and handlers', () => {
  const work = { name: 'work', from: ['main 5,6', '.cmd 1', 'tail 15'], to: ['lib_put 9', 'tail 12'] };
  expect(hierarchyAt(5, 11)).toEqual(work);
  // Inside of the routine, and at a label that only jumps go to.
  expect(hierarchyAt(11, 5)).toEqual(work);
  expect(hierarchyAt(11, 9)).toEqual(work);
  expect(hierarchyAt(4, 0)).toEqual({ name: 'main', from: ['.entry 0'], to: ['work 5,6'] });
  expect(hierarchyAt(9, 12)).toEqual({ name: 'lib_put', from: ['work 9'], to: [] });
  expect(hierarchyAt(13, 0)).toEqual({ name: 'tail', from: ['work 12', 'tail 14'], to: ['tail 14', 'work 15'] });
  expect(hierarchyAt(3, 0).name).toBeUndefined();
});

it('highlights what reads and writes a register in its routine', () => {
  const text =
    'f:\n    ADD R<|>1, R2, R1\n    LD R2, [R1+4]\n    ST [R3+0], R1\n    RET\ng:\n    LDI R1, 1\n    RET\n.entry f\n.export g\n';
  const { context, cursor } = fixture(text);
  const found = documentHighlights(context, cursor);
  expect(found.map(({ range, kind }) => [range.start.line, range.start.character, kind])).toEqual([
    [1, 8, 3],
    [1, 16, 2],
    [2, 11, 2],
    [3, 15, 2],
  ]);
  const { context: other, cursor: comment } = fixture('f:\n    RET ; R<|>1\n');
  expect(documentHighlights(other, comment)).toEqual([]);
});
