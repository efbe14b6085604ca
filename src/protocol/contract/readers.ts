/**
 * How single arguments are read from what arrived over a wire (executive-protocol spec 2.2): leniently, as the clients
 * of the family send them. Every reader throws a {@link RequestError} in words.
 */

import * as v from 'valibot';

/** A request that cannot be understood; `message` is the error text of the answer. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

/** @param name of the argument, for error texts */
export type Reader<Value> = (value: unknown, name: string) => Value;

/** A value as error texts show it. */
export const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const NUMERAL = /^\s*([+-]?)(?:0x([0-9a-f]+)|0o([0-7]+)|0b([01]+)|(\d+))\s*$/i;

/** Class I0: integers, numbers (truncated), booleans, and numerals in decimal or with 0x, 0o, 0b. */
function toInteger(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : undefined;
  const [, sign, hex, octal, binary, decimal] = (typeof value === 'string' && NUMERAL.exec(value)) || [];
  const digits = hex ?? octal ?? binary ?? decimal;
  if (digits === undefined) return undefined;
  const magnitude = Number.parseInt(digits, hex ? 16 : octal ? 8 : binary ? 2 : 10);
  return sign === '-' ? -magnitude : magnitude;
}

interface IntegerOptions {
  readonly min?: number;
  readonly max?: number;
  /** The whole error text for something that is no integer in the range. */
  readonly text?: (value: string) => string;
}

export const integer =
  ({ min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, text }: IntegerOptions = {}): Reader<number> =>
  (value, name) => {
    const number = toInteger(value);
    if (number !== undefined && number >= min && number <= max) return number;
    if (text) throw new RequestError(text(shown(value)));
    if (number === undefined) throw new RequestError(`'${name}' must be an integer, got '${shown(value)}'`);
    throw new RequestError(`'${name}' must be ${number < min ? `at least ${min}` : `at most ${max}`}, got ${number}`);
  };

/** Finite or not: numbers, booleans and decimal numerals. */
export const real =
  (text?: (value: string) => string): Reader<number> =>
  (value, name) => {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    const numeric = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
    if (numeric && !Number.isNaN(number)) return number;
    throw new RequestError(text?.(shown(value)) ?? `'${name}' must be a number, got '${shown(value)}'`);
  };

export const text: Reader<string> = (value, name) => {
  if (typeof value === 'string') return value;
  throw new RequestError(`'${name}' must be a string, got '${shown(value)}'`);
};

/** Class flag: anything that is not zero, empty or false. */
export const flag: Reader<boolean> = (value) => Boolean(value);

/**
 * One of some words, in any case and by any of its other names.
 * @param words each word with its other names
 * @param error the whole error text for anything else
 */
export const word = <Word extends string>(
  words: Readonly<Record<Word, readonly string[]>>,
  error?: (value: string) => string,
): Reader<Word> => {
  const byName = new Map<string, Word>();
  for (const [key, others] of Object.entries(words) as [Word, readonly string[]][]) {
    for (const name of [key, ...others]) byName.set(name, key);
  }
  return (value, name) => {
    const found = byName.get(shown(value).toLowerCase());
    if (found !== undefined) return found;
    const choice = Object.keys(words).join(', ');
    throw new RequestError(error?.(shown(value)) ?? `'${name}' must be one of ${choice}, got '${shown(value)}'`);
  };
};

/** Bytes as hex digits in any case, with blanks between them. */
export const hexText =
  (missing?: string): Reader<string> =>
  (value) => {
    if (typeof value !== 'string' && missing) throw new RequestError(missing);
    const digits = shown(value).replace(/\s+/g, '');
    const position = digits.search(/[^0-9a-f]/i);
    const bad = position >= 0 ? position : digits.length % 2 === 1 ? digits.length : -1;
    if (bad >= 0) throw new RequestError(`non-hexadecimal number found in fromhex() arg at position ${bad}`);
    return digits;
  };

/** Bytes; on a wire they are base64. */
export const bytes: Reader<Uint8Array> = (value, name) => {
  if (value instanceof Uint8Array) return value;
  try {
    return Uint8Array.from(atob(v.parse(v.string(), value)), (character) => character.charCodeAt(0));
  } catch {
    throw new RequestError(`'${name}' must be base64 text`);
  }
};

/** Anything with a shape: validated as it is. */
export const structure =
  <Schema extends v.GenericSchema>(schema: Schema): Reader<v.InferOutput<Schema>> =>
  (value, name) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw new RequestError(`'${[name, v.getDotPath(issue)].filter(Boolean).join('.')}': ${issue.message}`);
  };
