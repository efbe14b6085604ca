/** A whole text: lines, and metadata payloads that go on over several lines (toolchain spec 3.1, 18). */

import { Character, isBlank } from './characters';
import { closingQuote } from './literals';
import { parseLine } from './parse-line';
import type { DirectiveLine, Line } from './tree';

const BYTE_ORDER_MARK = 0xfeff;

/** Lines without their breaks: LF, CR LF or CR. A byte-order mark is dropped. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    lines.push(text.slice(start, at));
    if (code === 13 && text.charCodeAt(at + 1) === 10) at++;
    start = at + 1;
  }
  lines.push(text.slice(start));
  return lines;
}

/** Brackets opened minus brackets closed, outside strings. */
function bracketBalance(text: string, start: number, end: number): number {
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
function mayContinuePayload(text: string): boolean {
  let at = 0;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  if (at === text.length) return true;
  return /[{}[\],:"\d;-]|(?:true|false|null)\b/y.test(text.slice(at));
}

function payloadBalance(line: Line): number {
  if (line.kind !== 'directive' || line.directive?.form !== 'payload') return 0;
  return bracketBalance(line.text, line.argument.start, line.argument.end);
}

export function parse(text: string): readonly Line[] {
  const texts = splitLines(text);
  const lines: Line[] = [];
  let open = 0;
  for (const line of texts) {
    if (open > 0 && mayContinuePayload(line)) {
      const codeEnd = payloadEnd(line);
      open += bracketBalance(line, 0, codeEnd);
      lines.push({ kind: 'payload', text: line, codeEnd, problems: [] });
      continue;
    }
    const parsed = parseLine(line);
    open = payloadBalance(parsed);
    lines.push(parsed);
  }
  return lines;
}

/** The comment of a payload line starts at the first `;` outside double quotes. */
function payloadEnd(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3b) return at;
    if (code === Character.quote) at = Math.max(closingQuote(text, at, text.length) - 1, at);
  }
  return text.length;
}

/** The directive's payload: its own argument and the payload lines behind it. */
export interface PayloadPart {
  /** Index of the line within its file. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export function payloadParts(lines: readonly Line[], index: number): readonly PayloadPart[] {
  const directive = lines[index] as DirectiveLine;
  const parts: PayloadPart[] = [{ line: index, start: directive.argument.start, end: directive.argument.end }];
  for (let next = index + 1; lines[next]?.kind === 'payload'; next++) {
    parts.push({ line: next, start: 0, end: lines[next]!.codeEnd });
  }
  return parts;
}
