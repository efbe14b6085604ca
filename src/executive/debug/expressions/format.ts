/** How values are shown: `0x0000000A (10)`, or in the one radix that was asked for. */

import { decodeHalf } from '../../../isa/half';
import { hex as unsignedHex } from '../../../toolchain/hex';
import { bitsOf, type ScalarType, sizeOf } from './data-type';

/** Asked for by a client or configuration for all, or as a suffix of a single expression. */
export type Radix = 'hex' | 'decimal' | 'binary' | 'octal' | 'character' | 'f16';

const hex = (value: number, digits: number): string => unsignedHex(value >>> 0, digits);

/** An address of code or data. */
export const hexAddress = (address: number): string => hex(address, 4);

export function formatScalar(type: ScalarType, value: number, radix?: Radix): string {
  const bits = bitsOf(type, value);
  const size = sizeOf(type);
  switch (radix) {
    case 'hex':
      return type === 'bit' ? String(bits) : hex(bits, 2 * size);
    case 'decimal':
      return String(value);
    case 'binary':
      return type === 'bit' ? String(bits) : `0b${grouped(bits.toString(2).padStart(8 * size, '0'))}`;
    case 'octal':
      return `0o${bits.toString(8)}`;
    case 'character':
      return character(bits);
    case 'f16':
      // Bytes and flags hold no fractions.
      return size === 1 ? String(value) : halfText(decodeHalf(bits & 0xffff));
    case undefined:
      if (type === 'bit') return String(bits);
      if (type === 'code') return hexAddress(bits);
      if (type === 'f16') return `${halfText(value)} (${hex(bits, 4)})`;
      return `${hex(bits, 2 * size)} (${value}${size === 1 && isPrintable(bits) ? ` ${character(bits)}` : ''})`;
  }
}

/** Bytes as text between quotes; what is not printable is escaped as in the source. */
export function quoted(bytes: Uint8Array): string {
  return `"${Array.from(bytes, escaped).join('')}"`;
}

export const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

const escapes: Record<number, string> = { 0: '\\0', 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

const escaped = (byte: number): string =>
  escapes[byte] ??
  (isPrintable(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);

const character = (bits: number): string =>
  bits === 0x22
    ? `'"'`
    : bits === 0x27
      ? "'''"
      : `'${bits <= 0xff ? escaped(bits) : String.fromCodePoint(Math.min(bits, 0x10ffff))}'`;

const grouped = (digits: string): string => digits.replace(/(?!^)(?=(?:.{8})+$)/g, '_');

/** Halves have about three significant digits; the shortest text that is exact enough for them. */
function halfText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return Object.is(value, -0) ? '-0' : String(value);
  return String(Number(value.toPrecision(6)));
}
