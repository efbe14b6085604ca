/** Reading the plain forms of names, numbers and registers at a place that moves on (toolchain spec 3.2). */

import { Character } from '../syntax/characters';
import { keyStep, LONGEST_KEY } from '../syntax/mnemonic';
import { hashStep, type NameTable } from './names';

const BLANK = 1;
const COMMA = 2;
/** Line breaks, and the start of a comment. */
const STOP = 4;
const NAME_START = 8;
const NAME_PART = 16;

const LF = 10;
const CR = 13;
const ASCII = 128;

/** The characters beyond ASCII have no class here: they are never plain. */
const classes = new Uint8Array(ASCII);
for (const code of [9, 32]) classes[code] = BLANK;
for (const code of [LF, CR, Character.semicolon]) classes[code] = STOP;
classes[Character.comma] = COMMA;
for (let code = 0x30; code <= 0x39; code++) classes[code] = NAME_PART;
for (let code = 0x41; code <= 0x5a; code++) {
  classes[code] = NAME_START | NAME_PART;
  classes[code | 0x20] = NAME_START | NAME_PART;
}
for (const code of [Character.underscore, Character.dot]) classes[code] = NAME_START | NAME_PART;
classes[0x24] = NAME_PART; // $

const classOf = (code: number): number => (code < ASCII ? classes[code]! : 0);

const MAX_DECIMAL_DIGITS = 9;
const MAX_HEX_DIGITS = 8;

/**
 * A place within the lines of a text that end with a line break, so that reading never runs off the end. Each reader
 * goes on behind what it has read; what it does after a refusal is undefined.
 */
export class Cursor {
  /** Offset in the text. */
  at = 0;
  /** Of the number read last. */
  value = 0;

  constructor(
    readonly text: string,
    private readonly names: NameTable,
  ) {}

  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  skipBlanks(): void {
    while (classOf(this.text.charCodeAt(this.at)) === BLANK) this.at++;
  }

  /** Blanks and commas; false when there are none. */
  skipSeparators(): boolean {
    const { text } = this;
    const start = this.at;
    let { at } = this;
    while ((classOf(text.charCodeAt(at)) & (BLANK | COMMA)) !== 0) at++;
    this.at = at;
    return at > start;
  }

  /** Whether nothing but blanks and a comment follows. */
  isAtEnd(): boolean {
    this.skipBlanks();
    return classOf(this.text.charCodeAt(this.at)) === STOP;
  }

  /** Goes on to the line break. */
  skipLine(): void {
    const { text } = this;
    let { at } = this;
    for (let code = text.charCodeAt(at); code !== LF && code !== CR; code = text.charCodeAt(at)) at++;
    this.at = at;
  }

  /** Goes on behind the line break. */
  skipBreak(): void {
    const { text, at } = this;
    const isPair = text.charCodeAt(at) === CR && at + 1 < text.length && text.charCodeAt(at + 1) === LF;
    this.at = isPair ? at + 2 : at + 1;
  }

  /** The key of the word here; -1 when it has none, or something else stands right behind it. */
  word(): number {
    const key = this.key();
    return (classOf(this.text.charCodeAt(this.at)) & (BLANK | STOP)) === 0 ? -1 : key;
  }

  /** Reads `KEY=number`, the number into `value`; -1 for every other form. */
  field(): number {
    const key = this.key();
    return this.take(Character.equals) && this.number() ? key : -1;
  }

  private key(): number {
    const { text } = this;
    const start = this.at;
    let { at } = this;
    let key = 0;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if ((classOf(code) & NAME_PART) === 0) break;
      key = keyStep(key, code);
    }
    this.at = at;
    const length = at - start;
    return length === 0 || length > LONGEST_KEY ? -1 : key;
  }

  /** The index of a register, or -1. */
  register(): number {
    const { text, at } = this;
    if ((text.charCodeAt(at) | 0x20) !== 0x72) return -1;
    const first = text.charCodeAt(at + 1) - 0x30;
    if (first < 0 || first > 9) return -1;
    const second = text.charCodeAt(at + 2) - 0x30;
    if (second < 0 || second > 9) {
      this.at = at + 2;
      return first;
    }
    this.at = at + 3;
    return first === 1 && second <= 5 ? 10 + second : -1;
  }

  /** Reads a decimal number, or a hexadecimal one without sign, into `value`; false for every other form. */
  number(): boolean {
    const { text } = this;
    let { at } = this;
    const negative = text.charCodeAt(at) === Character.minus;
    if (negative) at++;
    const start = at;
    let value = 0;
    let digit = text.charCodeAt(at) - 0x30;
    if (digit === 0 && (text.charCodeAt(at + 1) | 0x20) === 0x78) return !negative && this.hexadecimal(at + 2);
    for (; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - 0x30) {
      value = value * 10 + digit;
      at++;
    }
    this.at = at;
    this.value = negative ? 0 - value : value;
    return at > start && at - start <= MAX_DECIMAL_DIGITS;
  }

  private hexadecimal(start: number): boolean {
    const { text } = this;
    let at = start;
    let value = 0;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      const letter = code | 0x20;
      if (code >= 0x30 && code <= 0x39) value = (value << 4) | (code - 0x30);
      else if (letter >= 0x61 && letter <= 0x66) value = (value << 4) | (letter - 0x57);
      else break;
    }
    this.at = at;
    this.value = value >>> 0;
    return at > start && at - start <= MAX_HEX_DIGITS;
  }

  /** The identifier here; `undefined` when there is none. */
  name(): string | undefined {
    const { text } = this;
    const start = this.at;
    let code = text.charCodeAt(start);
    if ((classOf(code) & NAME_START) === 0) return undefined;
    let at = start;
    let hash = 0;
    for (; (classOf(code) & NAME_PART) !== 0; code = text.charCodeAt(at)) {
      hash = hashStep(hash, code);
      at++;
    }
    this.at = at;
    return this.names.nameAt(text, start, at, hash);
  }

  /** Goes on behind `code`; false when something else stands here. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }
}
