/** JSON text byte for byte as the reference writes it (toolchain spec 8, 10.6, 12.1). */

import { Float, isList, isObject, type JsonObject, type JsonValue } from './value';

/** Shortest form with a fraction; exponents below 1e-4 and from 1e16 on. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const text = exponent < 0 ? value.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - exponent) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function formatString(text: string): string {
  const escaped = JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped;
}

function formatScalar(value: Exclude<JsonValue, readonly JsonValue[] | JsonObject>): string {
  if (value instanceof Float) return formatFloat(value.value);
  if (typeof value === 'string') return formatString(value);
  return String(value);
}

/** By code point, as the reference sorts. */
export function compareText(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function membersOf(value: JsonObject, sortKeys: boolean): readonly (readonly [string, JsonValue])[] {
  const members = [...value];
  return sortKeys ? members.sort(([a], [b]) => compareText(a, b)) : members;
}

/** Without any blanks, keys sorted. */
export function writeCompact(value: JsonValue): string {
  if (isList(value)) return `[${value.map(writeCompact).join(',')}]`;
  if (!isObject(value)) return formatScalar(value);
  const members = membersOf(value, true).map(([key, member]) => `${formatString(key)}:${writeCompact(member)}`);
  return `{${members.join(',')}}`;
}

/** One element per line, two blanks per level. */
export function writeIndented(value: JsonValue, sortKeys = false, indent = ''): string {
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => inner + writeIndented(item, sortKeys, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (!isObject(value)) return formatScalar(value);
  if (value.size === 0) return '{}';
  const members = membersOf(value, sortKeys).map(
    ([key, member]) => `${inner}${formatString(key)}: ${writeIndented(member, sortKeys, inner)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}
