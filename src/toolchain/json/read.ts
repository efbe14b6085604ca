/** A JSON reader that knows the place of every value and keeps the form of numbers. */

import { closingQuote } from '../syntax/literals';
import { Float, type JsonValue } from './value';

export interface JsonNode {
  readonly value: JsonValue;
  /** Offsets into the text read. */
  readonly start: number;
  readonly end: number;
  /** Of a member of an object: where its key stands. */
  readonly key?: { readonly start: number; readonly end: number };
  /** Of an object: its members; the last one counts when a key stands twice. */
  readonly members?: ReadonlyMap<string, JsonNode>;
  /** Of a list: its items. */
  readonly items?: readonly JsonNode[];
}

export interface JsonOptions {
  /** Accepts `0x10`; each use is reported here. */
  readonly onHexadecimal?: (start: number, end: number) => void;
  /** Accepts `NaN`, `Infinity` and `-Infinity`. */
  readonly nonFinite?: boolean;
}

export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const MAX_DEPTH = 256;
const numberForm = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const hexadecimalForm = /-?0[xX][\dA-Fa-f]+/y;
const nonFiniteForm = /-?Infinity|NaN/y;
const wordForm = /[A-Za-z]+/y;

const words = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly options: JsonOptions,
  ) {}

  readAll(): JsonNode {
    const node = this.readValue();
    this.skipBlanks();
    if (this.at < this.text.length) this.fail('Nothing may stand behind the JSON value.');
    return node;
  }

  private fail(message: string, offset = this.at): never {
    throw new JsonSyntaxError(message, offset);
  }

  private skipBlanks(): void {
    for (; ; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  }

  private match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    return form.exec(this.text);
  }

  private readValue(): JsonNode {
    this.skipBlanks();
    const start = this.at;
    const first = this.text[start];
    if (first === undefined) this.fail('The JSON value ends too early.');
    if (first === '{') return this.nested(() => this.readObject(start));
    if (first === '[') return this.nested(() => this.readList(start));
    const value = first === '"' ? this.readString() : (this.readNumber() ?? this.readWord());
    return { value, start, end: this.at };
  }

  private nested(read: () => JsonNode): JsonNode {
    if (++this.depth > MAX_DEPTH) this.fail('The JSON value is nested too deeply.');
    const node = read();
    this.depth--;
    return node;
  }

  private readString(): string {
    const start = this.at;
    const end = closingQuote(this.text, start, this.text.length);
    if (end < 0) this.fail('The string is not closed.');
    this.at = end;
    try {
      return JSON.parse(this.text.slice(start, end)) as string;
    } catch {
      this.fail('The string holds a bad escape or a control character.', start);
    }
  }

  private readNumber(): JsonValue | undefined {
    const start = this.at;
    if (this.options.onHexadecimal) {
      const match = this.match(hexadecimalForm);
      if (match) {
        this.at += match[0].length;
        this.options.onHexadecimal(start, this.at);
        const digits = match[0].replace('-', '');
        return toInteger(match[0].startsWith('-') ? -BigInt(digits) : BigInt(digits));
      }
    }
    if (this.options.nonFinite) {
      const match = this.match(nonFiniteForm);
      if (match) {
        this.at += match[0].length;
        return new Float(Number(match[0]));
      }
    }
    const match = this.match(numberForm);
    if (!match) return undefined;
    this.at += match[0].length;
    if (match[1] !== undefined || match[2] !== undefined) return new Float(Number(match[0]));
    return match[0].length < 16 ? Number(match[0]) + 0 : toInteger(BigInt(match[0]));
  }

  private readWord(): JsonValue {
    const word = this.match(wordForm)?.[0];
    const value = word === undefined ? undefined : words.get(word);
    if (value === undefined) {
      this.fail(
        word === undefined ? 'A JSON value is expected here.' : `"${word}" is no JSON value; put text in quotes.`,
      );
    }
    this.at += word!.length;
    return value;
  }

  private readObject(start: number): JsonNode {
    const members = new Map<string, JsonNode>();
    this.at++;
    this.skipBlanks();
    if (this.text[this.at] === '}') this.at++;
    else {
      do {
        this.skipBlanks();
        if (this.text[this.at] !== '"') this.fail('A key in double quotes is expected here.');
        const start = this.at;
        const key = this.readString();
        const place = { start, end: this.at };
        this.skipBlanks();
        if (this.text[this.at] !== ':') this.fail('A colon is expected behind the key.');
        this.at++;
        members.set(key, { ...this.readValue(), key: place });
      } while (this.goesOn('}'));
    }
    const value = new Map([...members].map(([key, node]) => [key, node.value]));
    return { value, start, end: this.at, members };
  }

  private readList(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.at++;
    this.skipBlanks();
    if (this.text[this.at] === ']') this.at++;
    else {
      do items.push(this.readValue());
      while (this.goesOn(']'));
    }
    return { value: items.map((node) => node.value), start, end: this.at, items };
  }

  /** Behind an element: true at a comma, false behind the closing bracket. */
  private goesOn(close: '}' | ']'): boolean {
    this.skipBlanks();
    const next = this.text[this.at];
    if (next !== ',' && next !== close) this.fail(`A comma or ${close} is expected here.`);
    this.at++;
    return next === ',';
  }
}

function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** @throws JsonSyntaxError */
export function readJson(text: string, options: JsonOptions = {}): JsonNode {
  return new Reader(text, options).readAll();
}
