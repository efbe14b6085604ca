import { getFloat16, setFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHalf, encodeHalf, encodeMachineHalf } from './half';

const view = new DataView(new ArrayBuffer(2));
const oracleDecode = (bits: number): number => {
  view.setUint16(0, bits);
  return getFloat16(view, 0);
};
const oracleEncode = (x: number): number => {
  setFloat16(view, 0, x);
  return view.getUint16(0);
};

describe('half precision', () => {
  it('decodes every pattern as IEEE 754 says', () => {
    for (let bits = 0; bits <= 0xffff; bits++) expect(decodeHalf(bits)).toBe(oracleDecode(bits));
  });

  it('encodes every half back to itself, and NaN to 0x7E00', () => {
    for (let bits = 0; bits <= 0xffff; bits++) {
      const value = decodeHalf(bits);
      expect(encodeHalf(value)).toBe(Number.isNaN(value) ? 0x7e00 : bits);
    }
  });

  it('rounds to nearest even, with subnormals and overflow', () => {
    const nearHalves = fc.tuple(fc.nat(0x7bff), fc.double({ min: 0, max: 1, noNaN: true })).map(([bits, part]) => {
      const low = decodeHalf(bits);
      const next = bits === 0x7bff ? 2 ** 16 : decodeHalf(bits + 1);
      return low + (next - low) * part;
    });
    const numbers = fc.oneof(
      nearHalves,
      fc.double({ noNaN: true }),
      fc.double({ min: -70000, max: 70000, noNaN: true }),
    );
    fc.assert(
      fc.property(numbers, (x) => {
        expect(encodeHalf(x)).toBe(oracleEncode(x));
      }),
      { numRuns: 2000 },
    );
  });

  it('cuts what rounds up to the smallest normal number, in the machine only', () => {
    const almostNormal = 1023.75 * 2 ** -24;
    expect(encodeHalf(almostNormal)).toBe(0x0400);
    expect(encodeMachineHalf(almostNormal)).toBe(0x03ff);
    expect(encodeMachineHalf(-almostNormal)).toBe(0x83ff);
  });
});
