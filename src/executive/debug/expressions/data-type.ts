/** The types in which words of the machine can be looked at, and their bytes in data memory (little endian). */

import { decodeHalf, encodeHalf } from '../../../isa/half';

/**
 * `word` is 32 bits of no declared sign, as registers hold them; `bit` is a flag or the answer of a comparison; `code` is
 * an address in code.
 */
export type ScalarType = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f16' | 'word' | 'bit' | 'code';

/** Types a user can name after an expression. */
export const namedTypes = [
  'u8',
  'u16',
  'u32',
  'i8',
  'i16',
  'i32',
  'f16',
  'word',
  'bit',
] as const satisfies readonly ScalarType[];

export function sizeOf(type: ScalarType): 1 | 2 | 4 {
  switch (type) {
    case 'u8':
    case 'i8':
    case 'bit':
      return 1;
    case 'u16':
    case 'i16':
    case 'f16':
      return 2;
    default:
      return 4;
  }
}

/** The low bits of `bits`, read as `type`; a `word` is signed. */
export function interpret(type: ScalarType, bits: number): number {
  switch (type) {
    case 'u8':
      return bits & 0xff;
    case 'u16':
      return bits & 0xffff;
    case 'u32':
    case 'code':
      return bits >>> 0;
    case 'i8':
      return (bits << 24) >> 24;
    case 'i16':
      return (bits << 16) >> 16;
    case 'f16':
      return decodeHalf(bits & 0xffff);
    case 'bit':
      return bits & 1;
    default:
      return bits | 0;
  }
}

/** The bits of `value`, unsigned and no wider than the type. */
export function bitsOf(type: ScalarType, value: number): number {
  if (type === 'f16') return encodeHalf(value);
  const size = sizeOf(type);
  return size === 4 ? value >>> 0 : value & (size === 2 ? 0xffff : type === 'bit' ? 1 : 0xff);
}

/** `undefined` when the bytes end before the value does. */
export function readScalar(type: ScalarType, bytes: Uint8Array, offset = 0): number | undefined {
  const size = sizeOf(type);
  if (offset + size > bytes.length) return undefined;
  let bits = 0;
  for (let i = size - 1; i >= 0; i--) bits = (bits << 8) | (bytes[offset + i] ?? 0);
  return interpret(type, bits);
}

export function scalarBytes(type: ScalarType, value: number): Uint8Array {
  const bits = bitsOf(type, value);
  return Uint8Array.from({ length: sizeOf(type) }, (_, i) => (bits >>> (8 * i)) & 0xff);
}

/** Whether `value` can be stored without loss, signed or unsigned. */
export function fits(type: ScalarType, value: number): boolean {
  if (type === 'f16') return true;
  if (!Number.isInteger(value)) return false;
  if (type === 'bit') return value === 0 || value === 1;
  const span = 2 ** (8 * sizeOf(type));
  return value >= -span / 2 && value < span;
}
