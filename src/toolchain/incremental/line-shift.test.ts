import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineShift } from './line-shift';
import { PiecedText } from './pieced-text';
import { anyEdit, anyText } from './random-edits.testing';

const text = (...lines: string[]): PiecedText => PiecedText.of(lines.join('\n'));

const moved = (before: PiecedText, after: PiecedText): (number | undefined)[] => {
  const shift = LineShift.between(before, after);
  return Array.from({ length: before.lineCount }, (_, line) => shift.lineOf(line));
};

describe('lines', () => {
  it('stay above an edit, move below it, and are lost where they changed', () => {
    expect(moved(text('a', 'b', 'c', 'd'), text('a', 'B', 'x', 'c', 'd'))).toEqual([0, undefined, 3, 4]);
    expect(moved(text('a', 'b', 'c', 'd'), text('a', 'd'))).toEqual([0, undefined, undefined, 1]);
    expect(moved(text('a', 'a'), text('a', 'a', 'a'))).toEqual([0, 1]);
  });

  it('move behind what is added to the end of a long text', () => {
    const many = Array.from({ length: 128 }, (_, index) => `line ${index}`);
    expect(moved(text(...many, ''), text(...many, 'x', '')).slice(-2)).toEqual([127, 129]);
  });

  it('stay where they are in a text that is the same', () => {
    expect(moved(text('a', 'b', ''), text('a', 'b', ''))).toEqual([0, 1, 2]);
  });

  it('lead to the same text after any edit', () => {
    fc.assert(
      fc.property(anyText(400), anyEdit, (content, { range, text: typed }) => {
        const before = PiecedText.of(content);
        for (const after of [before.edit(range, typed), PiecedText.of(before.edit(range, typed).text)]) {
          const shift = LineShift.between(before, after);
          for (let line = 0; line < before.lineCount; line++) {
            const now = shift.lineOf(line);
            if (now !== undefined) expect(after.lineText(now)).toBe(before.lineText(line));
          }
        }
      }),
    );
  });
});
