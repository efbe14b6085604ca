import { describe, expect, it } from 'vitest';
import { encode } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { CodeMap } from './code-map';

function code(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(4 * index, word);
  return bytes;
}

const push = encode(Opcode.PUSH, { rs1: 7 });
const ldi32 = encode(Opcode.LDI32, { rd: 1 });
/** 0 PUSH, 4 LDI32 (the literal looks like LDI32 itself), 12 PUSH, 16 LDI32, 24 PUSH */
const map = new CodeMap(code(push, ldi32, ldi32, push, ldi32, 0, push), []);

const addresses = (address: number, offset: number, count: number) =>
  map.rows(address, offset, count).map((row) => row.address);

describe('CodeMap', () => {
  it('steps over literals', () => {
    expect(map.starts).toEqual([0, 4, 12, 16, 24]);
    expect(map.isStart(4)).toBe(true);
    expect(map.isStart(8)).toBe(false);
    expect([4, 8, 12, 26].map((address) => map.startOf(address))).toEqual([4, 4, 12, 24]);
  });

  it('counts instructions, not words, in both directions', () => {
    expect(addresses(16, 0, 2)).toEqual([16, 24]);
    expect(addresses(16, -2, 3)).toEqual([4, 12, 16]);
    expect(addresses(4, 2, 1)).toEqual([16]);
    expect(map.rows(4, 0, 2)).toEqual([
      { address: 4, size: 8 },
      { address: 12, size: 4 },
    ]);
  });

  it('pads below and above the code', () => {
    expect(map.rows(0, -2, 3)).toEqual([
      { address: -8, size: 0 },
      { address: -4, size: 0 },
      { address: 0, size: 4 },
    ]);
    expect(addresses(24, 0, 3)).toEqual([24, 28, 32]);
    expect(addresses(24, 10, 2)).toEqual([64, 68]);
  });

  it('goes on from a padding row without a gap', () => {
    expect(addresses(-8, -2, 2)).toEqual([-16, -12]);
    expect(addresses(-8, 1, 3)).toEqual([-4, 0, 4]);
    expect(addresses(32, 1, 1)).toEqual([36]);
    expect(addresses(32, -3, 3)).toEqual([16, 24, 28]);
  });

  it('decodes from the middle of an instruction when asked for it', () => {
    expect(map.rows(8, -1, 3)).toEqual([
      { address: 4, size: 4 },
      { address: 8, size: 8 },
      { address: 16, size: 8 },
    ]);
  });

  it('trusts the symbol table over the look of a word', () => {
    expect(new CodeMap(code(ldi32, push, push), [0, 4, 8]).starts).toEqual([0, 4, 8]);
  });

  it('copes with a literal cut off and with no code', () => {
    expect(new CodeMap(code(push, ldi32), []).rows(4, 0, 1)).toEqual([{ address: 4, size: 4 }]);
    expect(new CodeMap(new Uint8Array(), []).rows(0, -1, 2)).toEqual([
      { address: -4, size: 0 },
      { address: 0, size: 0 },
    ]);
  });
});
