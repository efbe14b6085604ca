/** One operand from its stretch of text (toolchain spec 3.2, 5, 6.3). What it is good for is the assembler's business. */

import { Character, isBlank, isDigit, isName, isQuote, nameEnd, skipBlanks, skipBlanksBack } from './characters';
import { type Extension, portabilityMessage } from './extensions';
import { closingQuote, decodeString, readCharacter } from './literals';
import { parseNumber } from './number';
import type { MemoryOperand, Operand, Problem, SymbolForm } from './tree';

export function noteExtension(problems: Problem[], extension: Extension, start: number, end: number): void {
  problems.push({ code: 'not-portable', message: portabilityMessage(extension), start, end });
}

/** Index of the register, or -1: R0 to R15 in any case, without leading zeros. */
function registerIndex(text: string, start: number, end: number): number {
  if ((text.charCodeAt(start) | 0x20) !== 0x72) return -1;
  const length = end - start;
  const first = text.charCodeAt(start + 1);
  if (length === 2) return isDigit(first) ? first - 0x30 : -1;
  if (length !== 3 || first !== 0x31) return -1;
  const second = text.charCodeAt(start + 2);
  return second >= 0x30 && second <= 0x35 ? second - 0x26 : -1;
}

function symbolForm(text: string, start: number, end: number): SymbolForm | undefined {
  const word = text.slice(start, end);
  return word === 'lo16' || word === 'hi16' || word === 'off16' ? word : undefined;
}

/** A number, or `undefined`. */
function readNumber(text: string, start: number, end: number, problems: Problem[]): Operand | undefined {
  const first = text.charCodeAt(start);
  if (!isDigit(first) && first !== Character.minus && first !== Character.plus) return undefined;
  const literal = parseNumber(text, start, end);
  if (!literal) return undefined;
  if (literal.signedRadix) noteExtension(problems, 'signed-radix', start, end);
  return { kind: 'number', text: text.slice(start, end), start, end, value: literal.value, low: literal.low };
}

/** `name` or `lo16(name)` and the like, or `undefined`. Only data lists may have blanks inside the parentheses. */
function readSymbol(text: string, start: number, end: number, blanks: boolean): Operand | undefined {
  const wordEnd = nameEnd(text, start, end);
  if (wordEnd === start) return undefined;
  const whole = text.slice(start, end);
  if (wordEnd === end) {
    return { kind: 'symbol', text: whole, start, end, form: 'symbol', name: whole, nameStart: start, valid: true };
  }
  if (text.charCodeAt(wordEnd) !== Character.parenthesis) return undefined;
  if (text.charCodeAt(end - 1) !== Character.closingParenthesis) return undefined;
  const form = symbolForm(text, start, wordEnd);
  if (!form) return undefined;
  const nameStart = blanks ? skipBlanks(text, wordEnd + 1, end - 1) : wordEnd + 1;
  const stop = blanks ? skipBlanksBack(text, nameStart, end - 1) : end - 1;
  const name = text.slice(nameStart, stop);
  return { kind: 'symbol', text: whole, start, end, form, name, nameStart, valid: isName(name) };
}

function invalid(text: string, start: number, end: number, reported = false): Operand {
  return { kind: 'invalid', text: text.slice(start, end), start, end, reported };
}

/** The operand of an instruction or of a directive that takes words. */
export function readOperand(text: string, start: number, end: number, problems: Problem[]): Operand {
  const index = registerIndex(text, start, end);
  if (index >= 0) return { kind: 'register', text: text.slice(start, end), start, end, index };
  const first = text.charCodeAt(start);
  if (first === Character.apostrophe) return readCharacterOperand(text, start, end, problems);
  if (first === Character.bracket) return readMemory(text, start, end, problems);
  return readNumber(text, start, end, problems) ?? readSymbol(text, start, end, false) ?? invalid(text, start, end);
}

function readCharacterOperand(text: string, start: number, end: number, problems: Problem[]): Operand {
  const literal = readCharacter(text, start, end);
  if (!literal || literal.end !== end) return invalid(text, start, end);
  const { value } = literal;
  if (literal.escaped) noteExtension(problems, 'char-escape', start, end);
  else if (isBlank(value) || value === Character.comma || value === 0x3b) {
    noteExtension(problems, 'char-any', start, end);
  }
  return { kind: 'number', text: text.slice(start, end), start, end, value, low: value };
}

/** `[Rn+offset]`, also with blanks, with a minus or bare; anything else is invalid. */
function readMemory(text: string, start: number, end: number, problems: Problem[]): Operand {
  if (text.charCodeAt(end - 1) !== Character.closingBracket) return invalid(text, start, end);
  const inside = skipBlanks(text, start + 1, end - 1);
  const baseEnd = nameEnd(text, inside, end - 1);
  const base = registerIndex(text, inside, baseEnd);
  if (base < 0) return invalid(text, start, end);
  const operand = (offset: Operand): MemoryOperand => {
    return { kind: 'memory', text: text.slice(start, end), start, end, base, offset };
  };
  const sign = skipBlanks(text, baseEnd, end - 1);
  if (sign === end - 1) {
    noteExtension(problems, 'memory-bare', start, end);
    return operand({ kind: 'number', text: '', start: sign, end: sign, value: 0, low: 0 });
  }
  const signCode = text.charCodeAt(sign);
  const from = skipBlanks(text, sign + 1, end - 1);
  const to = skipBlanksBack(text, from, end - 1);
  if (from === to) return invalid(text, start, end);
  if (inside !== start + 1 || from !== baseEnd + 1 || to !== end - 1) {
    noteExtension(problems, 'memory-spacing', start, end);
  }
  if (signCode === Character.plus) return operand(readOperand(text, from, to, problems));
  if (signCode !== Character.minus || !isDigit(text.charCodeAt(from))) return invalid(text, start, end);
  const number = readNumber(text, from, to, problems);
  if (number?.kind !== 'number') return invalid(text, start, end);
  noteExtension(problems, 'memory-minus', start, end);
  return operand({ ...number, value: -number.value, low: -number.low >>> 0 });
}

/** An item of a data list. Strings are for .byte only, which also reads `'\n'` as one. */
export function readItem(text: string, start: number, end: number, strings: boolean, problems: Problem[]): Operand {
  const first = text.charCodeAt(start);
  if (!isQuote(first)) {
    return readNumber(text, start, end, problems) ?? readSymbol(text, start, end, true) ?? invalid(text, start, end);
  }
  const character = readCharacter(text, start, end);
  if (character?.end === end && !(character.escaped && strings)) {
    if (character.escaped) noteExtension(problems, 'char-escape', start, end);
    const { value } = character;
    return { kind: 'number', text: text.slice(start, end), start, end, value, low: value };
  }
  if (closingQuote(text, start, end) !== end) return invalid(text, start, end);
  return {
    kind: 'string',
    text: text.slice(start, end),
    start,
    end,
    value: decodeString(text, start, end, problems),
  };
}
