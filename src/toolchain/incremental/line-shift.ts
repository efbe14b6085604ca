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
    const [head, tail] = common(before.pieces, after.pieces, isSamePiece);
    const [old, fresh] = [before, after].map((text) => linesBetween(text, head, tail)) as [string[], string[]];
    const [above, below] = common(old, fresh, (a, b) => a === b);
    const first = lineOfPiece(before, head);
    return new LineShift(first + above, first + old.length - below, fresh.length - old.length);
  }

  /** The present number of a line, from 0; `undefined` when it was replaced. */
  lineOf(line: number): number | undefined {
    if (line < this.start) return line;
    return line < this.end ? undefined : line + this.distance;
  }
}

/** The last piece has a line more than another with the same text: the empty one behind its last break. */
const isSamePiece = (a: Piece, b: Piece): boolean => a === b || (a.lineCount === b.lineCount && a.text === b.text);

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

/** Of the pieces that are not among the first `head` or the last `tail`. */
function linesBetween(text: PiecedText, head: number, tail: number): string[] {
  const first = lineOfPiece(text, head);
  const end = lineOfPiece(text, text.pieces.length - tail);
  return Array.from({ length: end - first }, (_, index) => text.lineText(first + index));
}

const lineOfPiece = (text: PiecedText, piece: number): number =>
  piece < text.pieces.length ? text.firstLineOf(piece) : text.lineCount;
