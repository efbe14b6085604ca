/** Arguments and results as JSON: what JSON lacks stands in objects with a single key that begins with `$`. */

import { hexText } from '../hex-text';

const hexBytes = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));

export function encode(value: unknown): unknown {
  if (value === undefined) return { $absent: true };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value instanceof Uint8Array) return { $bytes: hexText(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, encode(field)]));
}

export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  const { $absent, $number, $bytes } = value as Readonly<Record<string, unknown>>;
  if ($absent === true) return undefined;
  if (typeof $number === 'string') return Number($number);
  if (typeof $bytes === 'string') return hexBytes($bytes);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, decode(field)]));
}
