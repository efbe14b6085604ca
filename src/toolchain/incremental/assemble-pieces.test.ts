/** Assembling piece by piece gives what assembling the whole text gives, after every edit. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Assembly, assemble } from '../assemble';
import { writeObject } from '../object';
import { assemblePieces } from './assemble-pieces';
import { PiecedText } from './pieced-text';
import { anyEdit, anyText, type Edit } from './random-edits.testing';

const MAIN = '/w/main.mvasm';

/** Everything that an assembly holds, its diagnostics in one order. */
function contentOf({ object, diagnostics, locations, labels, places, files, inclusions }: Assembly): object {
  return {
    object: writeObject(object),
    diagnostics: diagnostics.map((diagnostic) => JSON.stringify(diagnostic)).sort(),
    locations,
    labels: [...labels],
    places: { ...places, imports: [...places.imports], externs: [...places.externs], exports: [...places.exports] },
    files,
    inclusions: [...inclusions],
  };
}

class Program {
  private readonly whole = new Map<string, string>();
  private readonly pieced = new Map<string, PiecedText>();

  set(path: string, text: string): void {
    this.whole.set(path, text);
    this.pieced.set(path, PiecedText.of(text));
  }

  edit(path: string, { range, text }: Edit): void {
    const document = TextDocument.create(path, '', 0, this.whole.get(path)!);
    TextDocument.update(document, [{ range, text }], 1);
    this.whole.set(path, document.getText());
    this.pieced.set(path, this.pieced.get(path)!.edit(range, text));
  }

  check(): void {
    for (const [path, text] of this.whole) {
      const pieced = this.pieced.get(path)!;
      expect(pieced.text).toBe(text);
      expect(pieced.lineCount).toBe(text.split(/\r\n|\r|\n/).length);
      expect(pieced.pieces.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(pieced.lineCount);
    }
    const expected = assemble(MAIN, (path) => this.whole.get(path));
    expect(contentOf(assemblePieces(MAIN, (path) => this.pieced.get(path)))).toEqual(contentOf(expected));
  }
}

it('holds after any edits of a unit and of what it includes', () => {
  const edit = fc.tuple(fc.constantFrom(MAIN, MAIN, '/w/lib.mvasm', '/w/other.mvasm'), anyEdit);
  const texts = [anyText(400), anyText(40), anyText(20), fc.array(edit, { maxLength: 6 })] as const;
  fc.assert(
    fc.property(...texts, (main, lib, other, edits) => {
      const program = new Program();
      program.set(MAIN, main);
      program.set('/w/lib.mvasm', lib);
      program.set('/w/other.mvasm', other);
      program.check();
      for (const [path, change] of edits) {
        program.edit(path, change);
        program.check();
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
}, 60_000);

it('begins no piece with an empty line, which goes on with a payload', () => {
  const program = new Program();
  const filler = '    RET\n'.repeat(127);
  program.set(MAIN, `${filler}.value {"group":1,\n\r    LD R1, [R7+-4]\n`);
  program.check();
});

it('goes by how strings are to be encoded, whatever it has assembled before', () => {
  const source = PiecedText.of('.data\n.asciz "é"\n');
  for (const utf8Text of [false, true, false]) {
    const { object } = assemblePieces(MAIN, () => source, { utf8Text });
    expect([...object.rodata]).toEqual(utf8Text ? [0xc3, 0xa9, 0] : [0xe9, 0]);
  }
});

it('assembles only what was edited again', () => {
  const text = Array.from({ length: 5000 }, (_, index) => `    LDI R1, ${index % 100}`).join('\n');
  const before = PiecedText.of(text);
  assemblePieces(MAIN, () => before);
  const after = before.edit({ start: { line: 2500, character: 4 }, end: { line: 2500, character: 4 } }, 'X');
  assemblePieces(MAIN, () => after);
  const renewed = after.pieces.filter((piece) => !before.pieces.includes(piece));
  expect(renewed).toHaveLength(1);
  expect(renewed[0]!.lineCount).toBeLessThan(400);
});
