/** Characters and strings in quotes (toolchain spec 3.2, 3.3). */

import { Character, isQuote } from './characters';
import type { Problem } from './tree';

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
]);

interface Escape {
  readonly value: string;
  readonly end: number;
}

/** Resolves the escape whose backslash stands at `at`; `undefined` when it is cut off or malformed. */
function readEscape(text: string, at: number, end: number): Escape | undefined {
  if (at + 1 >= end) return undefined;
  const letter = String.fromCodePoint(text.codePointAt(at + 1)!);
  if (letter !== 'x') return { value: escapes.get(letter) ?? letter, end: at + 1 + letter.length };
  const digits = text.slice(at + 2, Math.min(at + 4, end));
  if (!/^[0-9A-Fa-f]{2}$/.test(digits)) return undefined;
  return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 4 };
}

export interface CharacterLiteral {
  readonly value: number;
  readonly end: number;
  readonly escaped: boolean;
}

/** The character literal at `start`: one character, or one escape, between apostrophes. */
export function readCharacter(text: string, start: number, end: number): CharacterLiteral | undefined {
  if (text.charCodeAt(start) !== Character.apostrophe || start + 2 >= end) return undefined;
  const value = text.codePointAt(start + 1)!;
  const close = start + (value > 0xffff ? 3 : 2);
  const sequence = value === Character.backslash ? readEscape(text, start + 1, end) : undefined;
  if (sequence && sequence.end < end && text.charCodeAt(sequence.end) === Character.apostrophe) {
    return { value: sequence.value.codePointAt(0)!, end: sequence.end + 1, escaped: true };
  }
  if (close >= end || text.charCodeAt(close) !== Character.apostrophe) return undefined;
  return { value, end: close + 1, escaped: false };
}

/** Index behind the quote that closes the one at `start`, or -1. A backslash protects the next character. */
export function closingQuote(text: string, start: number, end: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === Character.backslash) at++;
  }
  return -1;
}

/** The text of the closed literal from `start` to `end`, quotes included; bad escapes go to `problems`. */
export function decodeString(text: string, start: number, end: number, problems: Problem[]): string {
  const body = text.slice(start + 1, end - 1);
  if (!body.includes('\\')) return body;
  let value = '';
  for (let at = 0; at < body.length; ) {
    if (body.charCodeAt(at) !== Character.backslash) {
      value += body[at++];
      continue;
    }
    const sequence = readEscape(body, at, body.length);
    if (!sequence) {
      const column = start + 1 + at;
      const message = 'The escape \\x needs two hexadecimal digits, for example \\x0A.';
      problems.push({ code: 'string-escape', message, start: column, end: Math.min(column + 4, end - 1) });
      at += 2;
      continue;
    }
    value += sequence.value;
    at = sequence.end;
  }
  return value;
}

const characters = /\\x[0-9A-Fa-f]{2}|\\[\s\S]|[\s\S]/gu;

/** The bytes of a well-formed literal, quotes included, in UTF-8; a `\\x` escape is the byte that it names. */
export function utf8Bytes(literal: string): number[] {
  const encoder = new TextEncoder();
  return Array.from(literal.slice(1, -1).matchAll(characters), ([character]) => character).flatMap((character) => {
    const value = decodeString(`"${character}"`, 0, character.length + 2, []);
    return /^\\x/.test(character) ? value.charCodeAt(0) : [...encoder.encode(value)];
  });
}

/** Where the comment starts: at the first `;` outside closed quotes, or `end`. */
export function commentStart(text: string, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === Character.semicolon) return at;
    if (!isQuote(code)) {
      at++;
      continue;
    }
    const next = readCharacter(text, at, end)?.end ?? closingQuote(text, at, end);
    // A quote that is never closed protects nothing.
    if (next < 0) return semicolonFrom(text, at, end);
    at = next;
  }
  return end;
}

/** The first semicolon, or `end`. */
export function semicolonFrom(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== Character.semicolon) at++;
  return at;
}
