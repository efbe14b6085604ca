/**
 * JSON values that keep what JavaScript's own lose: `1.0` apart from `1`, integers of any size, the order of all keys
 * (toolchain spec 8, number format).
 */

/** A number written with a fraction or an exponent. */
export class Float {
  constructor(readonly value: number) {}
}

export type JsonObject = Map<string, JsonValue>;
/** Numbers are integers up to 2^53, larger ones are bigints. */
export type JsonValue = null | boolean | number | bigint | Float | string | readonly JsonValue[] | JsonObject;

export const isObject = (value: JsonValue | undefined): value is JsonObject => value instanceof Map;
export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** The number behind any of the three forms, rounded to a double; `undefined` for what is no number. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Float ? value.value : undefined;
}

/** The value in terms of plain JavaScript, for readers that need no more. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof Float) return value.value;
  if (isList(value)) return value.map(toPlain);
  if (isObject(value)) return Object.fromEntries([...value].map(([key, member]) => [key, toPlain(member)]));
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Plain JavaScript data as JSON; numbers with a fraction become floats, absent members are left out. */
export function fromPlain(value: unknown): JsonValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new Float(value);
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return new Map(members.map(([key, member]) => [key, fromPlain(member)]));
  }
  return value as null | boolean | string;
}
