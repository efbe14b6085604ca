/** Cuts the text of an expression into tokens. Numbers, characters and names are written as in MVASM source. */

import { ExpressionError } from './expression-error';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly position: number }
  | { readonly kind: 'name' | 'operator'; readonly text: string; readonly position: number }
  | { readonly kind: 'end'; readonly position: number };

const pattern =
  /\s*(?:(?<name>[A-Za-z_.][\w.$]*)|(?<number>\d[\w.]*)|(?<character>'(?:\\x[0-9A-Fa-f]{2}|\\[^x]|.)')|(?<operator>>>>|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>()[\],=#:@]))/sy;

/** @throws ExpressionError */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  let at = 0;
  while (at < end) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match?.groups) {
      const blanks = /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
      throw unreadable(text, at + blanks);
    }
    const { name, number, character, operator } = match.groups;
    const lexeme = (name ?? number ?? character ?? operator) as string;
    const position = pattern.lastIndex - lexeme.length;
    if (number !== undefined) tokens.push({ kind: 'number', value: numberOf(number, position), position });
    else if (character !== undefined) tokens.push({ kind: 'number', value: characterOf(character), position });
    else tokens.push({ kind: name === undefined ? 'operator' : 'name', text: lexeme, position });
    at = pattern.lastIndex;
  }
  tokens.push({ kind: 'end', position: end });
  return tokens;
}

const numberForm =
  /^(?:0x[\dA-F]+(?:_[\dA-F]+)*|0b[01]+(?:_[01]+)*|0o[0-7]+(?:_[0-7]+)*|\d+(?:_\d+)*(?:\.\d+)?(?:e\d+)?)$/i;

function numberOf(text: string, position: number): number {
  const value = numberForm.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (Number.isNaN(value)) {
    throw new ExpressionError(`"${text}" is not a number: write 10, 0x0A, 0b1010, 0o12 or 'c'`, position);
  }
  if (value > 0xffff_ffff) throw new ExpressionError(`${text} does not fit 32 bits`, position);
  return value;
}

const escapes: Record<string, number> = { n: 10, r: 13, t: 9, '0': 0 };

function characterOf(text: string): number {
  const inner = text.slice(1, -1);
  if (inner.startsWith('\\x')) return Number.parseInt(inner.slice(2), 16);
  if (inner.startsWith('\\')) return escapes[inner.charAt(1)] ?? inner.charCodeAt(1);
  return inner.charCodeAt(0);
}

function unreadable(text: string, position: number): ExpressionError {
  const character = text.charAt(position);
  return new ExpressionError(
    character === "'" ? "a character is written 'c', with quotes on both sides" : `unexpected "${character}"`,
    position,
  );
}
