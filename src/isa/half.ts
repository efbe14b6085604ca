/** IEEE binary16 conversion (machine spec 3.5, services spec 4.1). */

const scratch = new DataView(new ArrayBuffer(8));

/** Values by bit pattern; made when first needed. */
let values: Float32Array | undefined;

/** Value of the low 16 bits of `bits` as a half; every NaN pattern gives NaN. */
export function decodeHalf(bits: number): number {
  values ??= Float32Array.from({ length: 0x10000 }, (_, pattern) => decode(pattern));
  return values[bits & 0xffff]!;
}

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The half nearest to `x`, ties to even, as 0..0xFFFF; NaN keeps its place as 0x7E00, from 65520 on infinity. */
export function encodeHalf(x: number): number {
  return encode(x, 0x400);
}

/**
 * As {@link encodeHalf}, but results that would round up to the smallest normal number stay the largest subnormal:
 * how the machine's arithmetic encodes (quirk Q-F16-SUBNORMAL-TOP, class keep).
 */
export function encodeMachineHalf(x: number): number {
  return encode(x, 0x3ff);
}

/** Upper halves of 2^16 and 2^-14 as doubles. */
const TOO_LARGE = 0x40f00000;
const SMALLEST_NORMAL = 0x3f100000;

function encode(x: number, subnormalTop: number): number {
  scratch.setFloat64(0, x, true);
  const high = scratch.getInt32(4, true);
  const sign = (high >>> 16) & 0x8000;
  const magnitude = high & 0x7fffffff;
  if (magnitude >= TOO_LARGE) return Number.isNaN(x) ? 0x7e00 : sign | 0x7c00;
  if (magnitude < SMALLEST_NORMAL) {
    // Adding 2^52 leaves no bits for a fraction, so that the sum is rounded half to even.
    return sign | Math.min(Math.abs(x) * 2 ** 24 + 2 ** 52 - 2 ** 52, subnormalTop);
  }
  // Exponent and ten bits of fraction already stand as a half has them; rounding may carry into the exponent.
  const kept = (magnitude - ((1023 - 15) << 20)) >> 10;
  const rest = magnitude & 0x3ff;
  const up = rest > 0x200 || (rest === 0x200 && ((kept & 1) !== 0 || scratch.getInt32(0, true) !== 0));
  return sign | (up ? kept + 1 : kept);
}
