/** The semantic tokens of a whole document, kept in the pieces of its text, so that a key makes few of them anew. */

import type { uinteger } from 'vscode-languageserver';
import type { Piece } from '../toolchain/incremental/piece';
import type { DocumentContext } from './context';
import type { Encoding } from './position-encoding/columns';
import { addLines, Encoder, holdIn, type Meanings, Names } from './semantic-tokens';

/** Tokens of a piece of the text, whose first line counts as 0. */
interface PieceTokens {
  readonly data: readonly uinteger[];
  /** Of its last token. */
  readonly lastLine: number;
  /** What the names in it stood for. */
  readonly names: Meanings;
  readonly encoding: Encoding;
}

/** By piece, which is another one as soon as its text changes. */
const known = new WeakMap<Piece, PieceTokens>();

function tokensOfPiece(piece: Piece, context: DocumentContext, encoding: Encoding): PieceTokens {
  const before = known.get(piece);
  if (before?.encoding === encoding && holdIn(before.names, context)) return before;
  const encoder = new Encoder(encoding);
  const names = new Names(context);
  // No piece starts inside of a payload.
  addLines(encoder, piece.lines, 0, names, '');
  const tokens = { data: encoder.data, lastLine: encoder.lastLine, names: names.meanings, encoding };
  known.set(piece, tokens);
  return tokens;
}

interface PlacedTokens {
  readonly tokens: PieceTokens;
  /** Lines from the last token in front of the piece to its first line. */
  readonly gap: number;
}

/** All tokens of a document, kept in the pieces of its text. */
export class DocumentTokens {
  private constructor(private readonly parts: readonly PlacedTokens[]) {}

  /** @param encoding the units of columns and lengths */
  static of(context: DocumentContext, encoding: Encoding): DocumentTokens {
    const parts: PlacedTokens[] = [];
    let gap = 0;
    for (const piece of context.lines.pieces) {
      const tokens = tokensOfPiece(piece, context, encoding);
      const isEmpty = tokens.data.length === 0;
      if (!isEmpty) parts.push({ tokens, gap });
      gap = piece.lineCount + (isEmpty ? gap : -tokens.lastLine);
    }
    return new DocumentTokens(parts);
  }

  get data(): uinteger[] {
    return flat(this.parts);
  }

  /** The edits that make these tokens of others: what is equal at both ends stays. */
  editsFrom(before: DocumentTokens): { start: number; deleteCount: number; data: uinteger[] }[] {
    const [old, now] = [before.parts, this.parts];
    const shorter = Math.min(old.length, now.length);
    const same = (a: PlacedTokens, b: PlacedTokens): boolean => a.tokens === b.tokens && a.gap === b.gap;
    let first = 0;
    let start = 0;
    while (first < shorter && same(old[first]!, now[first]!)) start += now[first++]!.tokens.data.length;
    let last = 0;
    while (last < shorter - first && same(old.at(-1 - last)!, now.at(-1 - last)!)) last++;
    const edits = tokenEdits(flat(old.slice(first, old.length - last)), flat(now.slice(first, now.length - last)));
    return edits.map((edit) => ({ ...edit, start: start + edit.start }));
  }
}

function flat(parts: readonly PlacedTokens[]): uinteger[] {
  const all: uinteger[] = [];
  for (const { tokens, gap } of parts) {
    const first = all.length;
    for (const item of tokens.data) all.push(item);
    all[first]! += gap;
  }
  return all;
}

/** The edit that makes the one list of tokens from the other: what is equal at both ends stays. */
export function tokenEdits(before: readonly uinteger[], after: readonly uinteger[]) {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (start === before.length && start === after.length) return [];
  return [{ start, deleteCount: before.length - start - end, data: after.slice(start, after.length - end) }];
}
