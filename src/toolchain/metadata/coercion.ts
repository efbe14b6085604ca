/** From JSON to the fields of values and commands (toolchain spec 7). Each returns `undefined` after a report. */

import type { DiagnosticCode } from '../diagnostics';
import type { JsonNode } from '../json/read';
import { Float, type JsonValue, numberOf } from '../json/value';
import { formatFloat } from '../json/write';

export interface Field {
  readonly node: JsonNode;
  readonly key: string;
  readonly report: (code: DiagnosticCode, message: string) => void;
}

export type Coercion = (field: Field) => JsonValue | undefined;

const integerForm = /^[+-]?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)$/i;

/** The whole number a string stands for: decimal, 0x, 0o or 0b, underscores allowed. */
function integerOfText(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\w)_(?=\w)/g, '');
  if (!integerForm.test(digits)) return undefined;
  const magnitude = Number(digits.replace(/^[+-]/, ''));
  return digits.startsWith('-') ? 0 - magnitude : magnitude;
}

/** A whole number from 0 to 2^bits - 1, as number or as text. */
export function unsigned(bits: 8 | 16 | 32): Coercion {
  const limit = 2 ** bits - 1;
  return ({ node, key, report }) => {
    const { value } = node;
    const number = typeof value === 'string' ? integerOfText(value) : numberOf(value);
    if (number === undefined || !Number.isInteger(number)) {
      report('metadata-number', `"${key}" must be a whole number from 0 to ${limit}.`);
      return undefined;
    }
    if (number < 0 || number > limit) {
      report('metadata-range', `"${key}" is ${number}; it must be 0 to ${limit}.`);
      return undefined;
    }
    return number;
  };
}

/** A finite number, a truth value or a text that is a number. */
export const float: Coercion = ({ node: { value }, key, report }) => {
  const isNumberText = typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
  const number = isNumberText || typeof value === 'boolean' ? Number(value) : numberOf(value);
  if (number === undefined || !Number.isFinite(number)) {
    report('metadata-number', `"${key}" must be a finite number.`);
    return undefined;
  }
  return new Float(number);
};

/** A text; whole numbers are taken as their digits. */
export const text: Coercion = ({ node: { value }, key, report }) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Float && Number.isInteger(value.value)) return formatFloat(value.value);
  report('metadata-number', `"${key}" must be a text in quotes.`);
  return undefined;
};

/** A whole number, or names that each stand for one; what a number may be is checked by the linker. */
function wholeNumber({ node: { value }, key, report }: Field, kinds: string): number | undefined {
  const number = numberOf(value);
  if (number !== undefined && Number.isInteger(number)) return number;
  report('metadata-number', `"${key}" must be a whole number or ${kinds}.`);
  return undefined;
}

export function flags(names: ReadonlyMap<string, number>): Coercion {
  const known = [...names.keys()].join(', ');
  return (field) => {
    const { value } = field.node;
    if (Array.isArray(value) || value instanceof Map) {
      field.report(
        'metadata-flag',
        `"${field.key}" must be a text such as "${[...names.keys()].at(-1)}", joined by |.`,
      );
      return undefined;
    }
    if (typeof value !== 'string') return wholeNumber(field, 'names joined by |');
    let mask = 0;
    for (const name of value.split('|').map((part) => part.trim())) {
      const bits = name === '' ? 0 : names.get(name.toUpperCase());
      if (bits === undefined) {
        field.report('metadata-flag', `"${name}" is no flag here; the flags are ${known}, joined by |.`);
        return undefined;
      }
      mask |= bits;
    }
    return mask;
  };
}

export const authLevels: ReadonlyMap<string, number> = new Map([
  ['PUBLIC', 0],
  ['USER', 1],
  ['ADMIN', 2],
  ['FACTORY', 3],
]);

export const auth: Coercion = (field) => {
  const { value } = field.node;
  if (typeof value === 'string') {
    const level = authLevels.get(value.trim().toUpperCase());
    if (level !== undefined) return level;
  } else if (!Array.isArray(value) && !(value instanceof Map)) {
    return wholeNumber(field, 'a level');
  }
  field.report('metadata-auth', `"${field.key}" must be one of ${[...authLevels.keys()].join(', ')}.`);
  return undefined;
};
