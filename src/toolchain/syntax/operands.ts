/** Splitting what stands behind a mnemonic or a directive (toolchain spec 3.1, 3.3, 3.4). */

import { Character, isBlank, isQuote, nameEnd, skipBlanks, skipBlanksBack, wordEnd } from './characters';
import type { ArgumentForm } from './directives';
import { closingQuote, decodeString, readCharacter } from './literals';
import { noteExtension, readItem, readOperand } from './operand';
import type { FieldOperand, Operand, Problem } from './tree';

const isSeparator = (code: number): boolean => code === Character.comma || isBlank(code);

function skipSeparators(text: string, start: number, end: number): number {
  while (start < end && isSeparator(text.charCodeAt(start))) start++;
  return start;
}

function pieceEnd(text: string, start: number, end: number): number {
  let at = start;
  const first = text.charCodeAt(start);
  if (first === Character.apostrophe) at = readCharacter(text, start, end)?.end ?? start;
  else if (first === Character.quote) at = Math.max(closingQuote(text, start, end), start);
  else if (first === Character.bracket) {
    let close = start;
    while (close < end && text.charCodeAt(close) !== Character.closingBracket) close++;
    if (close < end) at = close;
  }
  while (at < end && !isSeparator(text.charCodeAt(at))) at++;
  return at;
}

/** The `=` of `MOD=n` or `FN=n` at `start`, with or without blanks in front of it, or -1. */
function fieldSign(text: string, start: number, end: number): number {
  const fieldEnd = nameEnd(text, start, end);
  if (fieldEnd === start) return -1;
  const sign = skipBlanks(text, fieldEnd, end);
  return sign < end && text.charCodeAt(sign) === Character.equals ? sign : -1;
}

/** @param sign where the `=` stands, @param from where the value starts */
function readField(
  text: string,
  start: number,
  sign: number,
  from: number,
  to: number,
  problems: Problem[],
): FieldOperand {
  const fieldEnd = skipBlanksBack(text, start, sign);
  if (sign !== fieldEnd || from !== sign + 1) noteExtension(problems, 'svc-spacing', start, to);
  const field = text.slice(start, fieldEnd).toUpperCase();
  return {
    kind: 'field',
    text: text.slice(start, to),
    start,
    end: to,
    field,
    value: readOperand(text, from, to, problems),
  };
}

/** The operands of an instruction: at blanks and commas; a trailing comma gives one more, empty operand. */
export function readOperands(text: string, start: number, end: number, problems: Problem[]): readonly Operand[] {
  const operands: Operand[] = [];
  let at = skipSeparators(text, start, end);
  while (at < end) {
    const sign = fieldSign(text, at, end);
    const from = sign < 0 ? at : skipBlanks(text, sign + 1, end);
    const stop = pieceEnd(text, from, end);
    operands.push(sign < 0 ? readOperand(text, at, stop, problems) : readField(text, at, sign, from, stop, problems));
    at = skipSeparators(text, stop, end);
  }
  if (text.charCodeAt(end - 1) === Character.comma) {
    operands.push({ kind: 'invalid', text: '', start: end - 1, end, reported: false });
  }
  return operands;
}

function readWords(text: string, start: number, end: number, problems: Problem[]): readonly Operand[] {
  const words: Operand[] = [];
  for (let at = start; at < end; ) {
    // A character may be a blank, in quotes.
    const quoted = readCharacter(text, at, end)?.end ?? at;
    const stop = wordEnd(text, quoted, end);
    words.push(readOperand(text, at, stop, problems));
    at = skipBlanks(text, stop, end);
  }
  return words;
}

/** Where the item from `start` ends: at a comma outside quotes. Negative: at an open quote, as `-1 - index`. */
function itemEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === Character.comma) return at;
    if (!isQuote(code)) {
      at++;
      continue;
    }
    const close = readCharacter(text, at, end)?.end ?? closingQuote(text, at, end);
    if (close < 0) return -1 - at;
    at = close;
  }
  return end;
}

function readList(text: string, start: number, end: number, strings: boolean, problems: Problem[]): readonly Operand[] {
  const items: Operand[] = [];
  if (start === end) {
    problems.push({ code: 'data-item-empty', message: 'The list is empty; nothing is emitted.', start, end });
    return items;
  }
  for (let at = start; at <= end; ) {
    const stop = itemEnd(text, at, end);
    if (stop < 0) {
      const open = -1 - stop;
      const message = 'The quote is not closed on this line; add the closing quote.';
      problems.push({ code: 'string-unterminated', message, start: open, end });
      items.push({ kind: 'invalid', text: text.slice(at, end), start: at, end, reported: true });
      break;
    }
    const from = skipBlanks(text, at, stop);
    const to = skipBlanksBack(text, from, stop);
    if (from < to) items.push(readItem(text, from, to, strings, problems));
    else {
      const message = 'An empty item emits nothing; remove the comma or fill in the value.';
      problems.push({ code: 'data-item-empty', message, start: Math.min(at, end - 1), end: Math.max(stop, at) });
    }
    at = stop + 1;
  }
  return items;
}

/** The one string of the stretch; whatever is wrong with it goes to `problems`. */
function readString(text: string, start: number, end: number, problems: Problem[]): Operand {
  const whole = text.slice(start, end);
  const fail = (code: 'string-invalid' | 'string-escape', message: string, from = start): Operand => {
    problems.push({ code, message, start: from, end });
    return { kind: 'invalid', text: whole, start, end, reported: true };
  };
  const quote = text.charCodeAt(start);
  if (!isQuote(quote)) return fail('string-invalid', `"${whole}" is no string; put it in quotes.`);
  const close = closingQuote(text, start, end);
  if (close === end) {
    return { kind: 'string', text: whole, start, end, value: decodeString(text, start, end, problems) };
  }
  if (close > 0) {
    return fail('string-invalid', 'One string is expected and nothing behind it; use a directive per string.', close);
  }
  if (end - start > 1 && text.charCodeAt(end - 1) === quote) {
    return fail('string-escape', 'The backslash protects the closing quote; write \\\\ for a backslash.');
  }
  return fail('string-invalid', 'The string does not end with the quote it starts with.');
}

function readFileName(text: string, start: number, end: number, problems: Problem[]): Operand {
  if (isQuote(text.charCodeAt(start))) return readString(text, start, end, problems);
  const stop = wordEnd(text, start, end);
  const name = text.slice(start, stop);
  return { kind: 'string', text: name, start, end: stop, value: name };
}

/** The arguments of a directive in its form; payloads are read by the assembler, over several lines. */
export function readArguments(
  form: ArgumentForm,
  text: string,
  start: number,
  end: number,
  strings: boolean,
  problems: Problem[],
): readonly Operand[] {
  if (form === 'list') return readList(text, start, end, strings, problems);
  if (start === end || form === 'payload') return [];
  if (form === 'string') return [readString(text, start, end, problems)];
  if (form === 'file') return [readFileName(text, start, end, problems)];
  return readWords(text, start, end, problems);
}
