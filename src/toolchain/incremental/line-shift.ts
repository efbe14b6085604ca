/** Where the lines of a text are after it has been edited. */

import type { Piece } from './piece';
import type { PiecedText } from './pieced-text';

/** One run of lines was replaced; the lines before it stay, those behind it move. */
export class LineShift {
  private constructor(
    /** First line that was replaced. */
    private readonly start: number,
    /** First line behind them, as it was numbered before. */
    private readonly end: number,
    /** How far the lines behind have moved down. */
    private readonly distance: number,
  ) {}

  /** The shortest run that leads from one text to the other. */
  static between(before: PiecedText, after: PiecedText): LineShift {
    const [head, tail] = common(before.pieces, after.pieces, (a, b) => a === b || a.text === b.text);
    const linesOf = ({ pieces }: PiecedText): readonly string[] => linesIn(pieces.slice(head, pieces.length - tail));
    const [old, fresh] = [linesOf(before), linesOf(after)];
    const [above, below] = common(old, fresh, (a, b) => a === b);
    const first = head < before.pieces.length ? before.firstLineOf(head) : before.lineCount;
    return new LineShift(first + above, first + old.length - below, fresh.length - old.length);
  }

  /** The present number of a line, from 0; `undefined` when it was replaced. */
  lineOf(line: number): number | undefined {
    if (line < this.start) return line;
    return line < this.end ? undefined : line + this.distance;
  }
}

/** How many items are the same from the start, and of the others from the end. */
function common<Item>(
  before: readonly Item[],
  after: readonly Item[],
  same: (before: Item, after: Item) => boolean,
): readonly [number, number] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && same(before[head]!, after[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && same(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail++;
  return [head, tail];
}

/** Without what stands behind the last break, which is no line unless the text ends there. */
function linesIn(pieces: readonly Piece[]): readonly string[] {
  const count = pieces.reduce((sum, { lineCount }) => sum + lineCount, 0);
  const text = pieces.map((piece) => piece.text).join('');
  return text.split(/\r\n|\r|\n/).slice(0, count);
}
