/** IEEE binary16 conversion (machine spec 3.5, services spec 4.1). */

const scratch = new DataView(new ArrayBuffer(8));

/** Value of the low 16 bits of `bits` as a half; every NaN pattern gives NaN. */
export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Nearest integer, ties to even, for 0 <= x < 2^31. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Largest k with 2^k <= y, for finite normal y > 0. */
function binaryExponent(y: number): number {
  scratch.setFloat64(0, y);
  return ((scratch.getUint16(0) >> 4) & 0x7ff) - 1023;
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

function encode(x: number, subnormalTop: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const y = Math.abs(x);
  if (y >= 65536) return sign | 0x7c00;
  if (y < 2 ** -14) return sign | Math.min(roundHalfEven(y * 2 ** 24), subnormalTop);
  let exponent = binaryExponent(y);
  let fraction = roundHalfEven((y / 2 ** exponent - 1) * 1024);
  if (fraction === 1024) {
    fraction = 0;
    exponent++;
  }
  return exponent === 16 ? sign | 0x7c00 : sign | ((exponent + 15) << 10) | fraction;
}
