/** Number literals (toolchain spec 3.2): decimal, 0x, 0b, with underscores between digits. */

import { Character } from './characters';

export interface NumberLiteral {
  /** Exact up to 2^53. */
  readonly value: number;
  /** The value modulo 2^32, exact for any length. */
  readonly low: number;
  /** A sign in front of 0x or 0b, which other assemblers refuse. */
  readonly signedRadix: boolean;
}

const NOT_A_DIGIT = 99;

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NOT_A_DIGIT;
}

/** `undefined` when the stretch is no number. */
export function parseNumber(text: string, start: number, end: number): NumberLiteral | undefined {
  let at = start;
  const sign = text.charCodeAt(at);
  const signed = sign === Character.minus || sign === Character.plus;
  if (signed) at++;
  let radix = 10;
  if (text.charCodeAt(at) === Character.zero && at + 1 < end) {
    const prefix = text.charCodeAt(at + 1) | 0x20;
    if (prefix === 0x78) radix = 16;
    else if (prefix === 0x62) radix = 2;
    if (radix !== 10) at += 2;
  }
  if (at >= end) return undefined;
  let value = 0;
  let low = 0;
  let afterDigit = false;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === Character.underscore && afterDigit) {
      afterDigit = false;
      continue;
    }
    const digit = digitOf(code);
    if (digit >= radix) return undefined;
    value = value * radix + digit;
    low = (Math.imul(low, radix) + digit) >>> 0;
    afterDigit = true;
  }
  if (!afterDigit) return undefined;
  const negative = sign === Character.minus;
  return {
    value: negative ? 0 - value : value,
    low: negative ? -low >>> 0 : low,
    signedRadix: signed && radix !== 10,
  };
}
