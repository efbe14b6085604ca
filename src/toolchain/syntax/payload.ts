/** Metadata payloads, which go on over several lines until their brackets balance (toolchain spec 18). */

import { Character, isBlank } from './characters';
import type { LineReader } from './line-reader';
import { closingQuote } from './literals';
import type { DirectiveLine } from './tree';

/** Brackets opened minus brackets closed, outside strings. */
export function bracketBalance(text: string, start: number, end: number): number {
  let balance = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === Character.quote) at = Math.max(closingQuote(text, at, end) - 1, at);
    else if (code === 0x7b || code === Character.bracket) balance++;
    else if (code === 0x7d || code === Character.closingBracket) balance--;
  }
  return balance;
}

/** Whether JSON may go on with this line: it starts with punctuation, a quote, a digit or one of the JSON words. */
export function mayContinuePayload(line: string): boolean {
  let at = 0;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  if (at === line.length) return true;
  return /[{}[\],:"\d;-]|(?:true|false|null)\b/y.test(line.slice(at));
}

/** The comment of a payload line starts at the first `;` outside double quotes. */
export function payloadEnd(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === Character.semicolon) return at;
    if (code === Character.quote) at = Math.max(closingQuote(line, at, line.length) - 1, at);
  }
  return line.length;
}

/** What one line contributes to a payload. */
export interface PayloadPart {
  /** Index of the line within its file. */
  readonly line: number;
  /** Columns of the part. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The payload of the directive on the reader's line: its argument and the lines that go on, which are read on the way. */
export function readPayloadParts(reader: LineReader, { argument }: DirectiveLine): readonly PayloadPart[] {
  const { text, index, start } = reader;
  const first = text.slice(argument.start, argument.end);
  const parts: PayloadPart[] = [{ line: index, start: argument.start - start, end: argument.end - start, text: first }];
  let open = bracketBalance(first, 0, first.length);
  while (open > 0 && reader.advance()) {
    const line = text.slice(reader.start, reader.end);
    if (!mayContinuePayload(line)) {
      reader.hold();
      break;
    }
    const end = payloadEnd(line);
    open += bracketBalance(line, 0, end);
    parts.push({ line: reader.index, start: 0, end, text: line.slice(0, end) });
  }
  return parts;
}
