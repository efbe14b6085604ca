/** IEEE binary16 conversion (machine spec 3.5, services spec 4.1). */

const scratch = new DataView(new ArrayBuffer(8));

/** Values by bit pattern; filled when first needed, and then the value of 1, the pattern 0x3C00, stands in its place. */
const values = new Float32Array(0x10000);

/** Value of the low 16 bits of `bits` as a half; every NaN pattern gives NaN. */
export function decodeHalf(bits: number): number {
  return halfValues()[bits & 0xffff]!;
}

/** The values of all 65536 patterns; not to be changed. */
export function halfValues(): Float32Array {
  if (values[0x3c00] === 0) for (let pattern = 0; pattern < 0x10000; pattern++) values[pattern] = decode(pattern);
  return values;
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

/** Figures of the encoder. An `enum`, because bundlers replace its members by literals. */
enum Double {
  /** Upper word of 2^-14, the smallest normal half. */
  smallestNormal = 0x3f100000,
  /** From there to the upper word of 2^16. */
  normalRange = 0x1e00000,
  /** What the exponent of a double is larger by than that of a half. */
  bias = 0x3f000000,
}

function encode(x: number, subnormalTop: number): number {
  scratch.setFloat64(0, x, true);
  const high = scratch.getInt32(4, true);
  const sign = (high >>> 16) & 0x8000;
  const magnitude = high & 0x7fffffff;
  if ((magnitude - Double.smallestNormal) >>> 0 < Double.normalRange) {
    // Exponent and ten bits of fraction already stand as a half has them. Adding just under half of the last bit, or
    // half of it to an odd number, rounds to nearest even and may carry into the exponent.
    const exact = magnitude | (scratch.getInt32(0, true) === 0 ? 0 : 1);
    return sign | ((exact - Double.bias + 0x1ff + ((exact >> 10) & 1)) >> 10);
  }
  if (magnitude >= Double.smallestNormal) return Number.isNaN(x) ? 0x7e00 : sign | 0x7c00;
  // Adding 2^52 leaves no bits for a fraction, so that the sum is rounded half to even.
  return sign | Math.min(Math.abs(x) * 2 ** 24 + 2 ** 52 - 2 ** 52, subnormalTop);
}
