/** Character classes of MVASM (toolchain spec 3.2). */

const BLANK = 1;
const DIGIT = 2;
const NAME_START = 4;
const NAME_PART = 8;

const classes = new Uint8Array(256);
for (const code of [9, 10, 11, 12, 13, 32, 0xa0]) classes[code] = BLANK;
for (let code = 0x30; code <= 0x39; code++) classes[code] = DIGIT | NAME_PART;
for (let code = 0x41; code <= 0x5a; code++) {
  classes[code] = NAME_START | NAME_PART;
  classes[code + 0x20] = NAME_START | NAME_PART;
}
classes[0x5f] = NAME_START | NAME_PART; // _
classes[0x2e] = NAME_START | NAME_PART; // .
classes[0x24] = NAME_PART; // $

export const Character = {
  quote: 0x22,
  apostrophe: 0x27,
  parenthesis: 0x28,
  closingParenthesis: 0x29,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  colon: 0x3a,
  semicolon: 0x3b,
  equals: 0x3d,
  bracket: 0x5b,
  backslash: 0x5c,
  closingBracket: 0x5d,
  underscore: 0x5f,
} as const;

const is = (code: number, mask: number): boolean => code < 256 && (classes[code]! & mask) !== 0;

export const isBlank = (code: number): boolean => is(code, BLANK);
export const isDigit = (code: number): boolean => is(code, DIGIT);
const isNameStart = (code: number): boolean => is(code, NAME_START);
export const isQuote = (code: number): boolean => code === Character.quote || code === Character.apostrophe;

export function skipBlanks(text: string, start: number, end: number): number {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  return start;
}

export function skipBlanksBack(text: string, start: number, end: number): number {
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Where the next blank stands, or `end`. */
export function wordEnd(text: string, start: number, end: number): number {
  while (start < end && !isBlank(text.charCodeAt(start))) start++;
  return start;
}

/** End of the identifier at `start`; `start` itself when there is none. */
export function nameEnd(text: string, start: number, end: number): number {
  if (start >= end || !isNameStart(text.charCodeAt(start))) return start;
  let at = start + 1;
  while (at < end && is(text.charCodeAt(at), NAME_PART)) at++;
  return at;
}

export function isName(text: string, start = 0, end = text.length): boolean {
  return start < end && nameEnd(text, start, end) === end;
}
