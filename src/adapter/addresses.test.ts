import { describe, expect, it } from 'vitest';
import { codeReference, dataReference, instructionAddress, parseCodeAddress, parseMemoryReference } from './addresses';

describe('addresses', () => {
  it.each([
    [{ pid: 1, pc: 0x18 }, '0x0018'],
    [{ pid: 1, pc: -8 }, '-8'],
    [{ pid: 3, pc: 0xfffc }, '0x2FFFC'],
  ])('%j is the number %s and back', (place, text) => {
    expect(instructionAddress(place)).toBe(text);
    expect(parseCodeAddress(text)).toEqual(place);
    expect(Number(BigInt(text))).toBe((place.pid - 1) * 0x10000 + place.pc);
  });

  it('reads memory references', () => {
    expect(parseMemoryReference(dataReference(2, 0x4000))).toEqual({ space: 'data', pid: 2, address: 0x4000 });
    expect(parseMemoryReference(codeReference(1, 0x18))).toEqual({ space: 'code', pid: 1, address: 0x18 });
    expect(parseMemoryReference('16384')).toEqual({ space: 'data', pid: undefined, address: 0x4000 });
    expect(parseCodeAddress(codeReference(2, 0x18))).toEqual({ pid: 2, pc: 0x18 });
  });

  it.each(['', 'fib', 'data:x:0', 'rom:1:0', '0x'])('refuses %j', (text) => {
    expect(() => parseMemoryReference(text)).toThrow('is no address');
  });
});
