/** A text that is being edited, kept in pieces; an edit renews the pieces it touches and leaves the others alone. */

import type { Position, Range } from '../diagnostics';
import type { Line } from '../syntax/tree';
import type { Piece } from './piece';
import { endsWithBreak, isCut, nextLineStart, PIECE_LINES, split } from './split';

/** Below this a piece is joined with the one that is edited before it. */
const SMALL = PIECE_LINES / 4;

interface Location {
  /** Index of the piece. */
  readonly piece: number;
  /** Offset in the piece. */
  readonly offset: number;
}

/** Immutable: an edit gives another one, which shares what has not changed. */
export class PiecedText {
  readonly lineCount: number;
  /** Index of the first line of each piece. */
  private readonly firstLines: readonly number[];
  private whole: string | undefined;

  private constructor(readonly pieces: readonly Piece[]) {
    let count = 0;
    this.firstLines = pieces.map(({ lineCount }) => {
      const first = count;
      count += lineCount;
      return first;
    });
    this.lineCount = count;
  }

  static of(text: string): PiecedText {
    return new PiecedText(split(text, true));
  }

  /** In characters. */
  get length(): number {
    return this.pieces.reduce((length, { text }) => length + text.length, 0);
  }

  get text(): string {
    this.whole ??= this.pieces.map(({ text }) => text).join('');
    return this.whole;
  }

  /** Whether a word, without a line break, is anywhere in it. */
  mentions(word: string): boolean {
    return this.pieces.some(({ text }) => text.includes(word));
  }

  /** The node of a line; `undefined` behind the last one. */
  lineAt(line: number): Line | undefined {
    const piece = this.pieceOf(line);
    return this.pieces[piece]?.lines[line - this.firstLines[piece]!];
  }

  /** The text of a line without its break; empty behind the last line. */
  lineText(line: number): string {
    return this.lineAt(line)?.text ?? '';
  }

  /** All nodes, in order. */
  *lines(): IterableIterator<Line> {
    for (const { lines } of this.pieces) yield* lines;
  }

  firstLineOf(piece: number): number {
    return this.firstLines[piece]!;
  }

  /** Index of the piece that holds the line, by halving; lines outside belong to the first or the last one. */
  pieceOf(line: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstLines[middle]! <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Positions beyond a line or the text count as its end, as LSP has it. */
  private locate({ line, character }: Position): Location {
    const last = this.pieces.length - 1;
    if (line >= this.lineCount) return { piece: last, offset: this.pieces[last]!.text.length };
    const piece = this.pieceOf(Math.max(line, 0));
    const { text } = this.pieces[piece]!;
    let start = 0;
    for (let index = this.firstLines[piece]!; index < line; index++) start = nextLineStart(text, start);
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    return { piece, offset: Math.min(start + Math.max(character, 0), end) };
  }

  /** The text with `range` replaced. A range that ends before it starts counts as reversed. */
  edit(range: Range, replacement: string): PiecedText {
    let start = this.locate(range.start);
    let end = this.locate(range.end);
    if (end.piece < start.piece || (end.piece === start.piece && end.offset < start.offset))
      [start, end] = [end, start];
    const { pieces } = this;
    let text = pieces[start.piece]!.text.slice(0, start.offset) + replacement;
    text += pieces[end.piece]!.text.slice(end.offset);
    let first = start.piece;
    // The new first line may go on with what stands before it.
    if (first > 0 && !isCut(text, 0)) text = pieces[--first]!.text + text;
    let following = end.piece + 1;
    while (following < pieces.length && (!endsWithBreak(text) || pieces[following]!.lineCount < SMALL)) {
      text += pieces[following++]!.text;
    }
    const renewed = split(text, following === pieces.length);
    return new PiecedText([...pieces.slice(0, first), ...renewed, ...pieces.slice(following)]);
  }
}
