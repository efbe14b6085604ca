/** Cutting a text into pieces, at lines that mean the same whatever stands before them. */

import { isBlank } from '../syntax/characters';
import { mayContinuePayload } from '../syntax/payload';
import { Piece } from './piece';

const LF = 10;
const CR = 13;
/** Lines per piece, about: small enough to be assembled at every key, large enough to keep their number low. */
export const PIECE_LINES = 128;

/** Offset behind the line break that ends the line at `start`, or the length of the text. */
export function nextLineStart(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) return at + 1;
    if (code === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }
  return text.length;
}

/** Whether a piece may start with this line: it starts with a letter, `.` or `_`, and goes on with no payload. */
export function isCut(text: string, start: number): boolean {
  let at = start;
  // A carriage return is a blank elsewhere; here it ends an empty line, and that may go on with a payload.
  while (isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== CR) at++;
  const code = text.charCodeAt(at);
  const letter = code | 0x20;
  if (!(letter >= 0x61 && letter <= 0x7a) && code !== 0x2e && code !== 0x5f) return false;
  return !mayContinuePayload(text.slice(at, at + 6));
}

/** @param isLast whether the text ends here, so that what follows its last break counts as a line */
export function split(text: string, isLast: boolean): Piece[] {
  const pieces: Piece[] = [];
  let first = 0;
  let lines = 0;
  for (let start = 0; start < text.length; ) {
    if (lines >= PIECE_LINES && isCut(text, start)) {
      pieces.push(new Piece(text.slice(first, start), lines, false));
      first = start;
      lines = 0;
    }
    const next = nextLineStart(text, start);
    if (next < text.length || endsWithBreak(text)) lines++;
    start = next;
  }
  if (isLast || first < text.length) pieces.push(new Piece(text.slice(first), lines + (isLast ? 1 : 0), isLast));
  return pieces;
}

export function endsWithBreak(text: string): boolean {
  const code = text.charCodeAt(text.length - 1);
  return code === LF || code === CR;
}
