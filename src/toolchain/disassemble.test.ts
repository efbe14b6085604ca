import { describe, expect, it } from 'vitest';
import { instructions } from '../isa/instructions';
import { assemble } from './assemble';
import { disassemble } from './disassemble';
import { link } from './link';

function codeOf(text: string): Uint8Array {
  const assembly = assemble('m.mvasm', () => text);
  return link([{ path: 'm.mvasm', object: assembly.object, assembly }], { output: 'm.hxe' }).image!.code;
}

const listing = (code: Uint8Array, options = {}) =>
  disassemble(code, options).map(({ mnemonic, text }) => `${mnemonic} ${text}`.trimEnd());

describe('disassemble', () => {
  it('names targets', () => {
    const code = codeOf('.entry m\nm:\nCALL f\nJZ m\nRET\nf:\nLD R1, [R2+-4]\nRET\n');
    const labelAt = (address: number) => (address === 12 ? 'f' : undefined);
    expect(listing(code, { labelAt })).toEqual(['CALL 0xC <f>', 'JZ 0x0', 'RET', 'LD R1, [R2+-4]', 'RET']);
  });

  it('gives text that assembles to the same words, for every instruction without a distance', () => {
    const samples: Record<string, string> = {
      rd: 'R1',
      rs1: 'R2',
      rs2: 'R15',
      imm: '-5',
      imm32: '0xDEADBEEF',
      mem: '[R7+-4]',
      target: '8',
      service: 'MOD=5, FN=200',
      code: '255',
    };
    const lines = instructions
      .filter(({ mnemonic }) => mnemonic !== 'CALL')
      .map(({ mnemonic, operands }) => `${mnemonic} ${operands.map((form) => samples[form]).join(', ')}`);
    const code = codeOf(lines.join('\n'));
    expect(codeOf(listing(code).join('\n'))).toEqual(code);
  });

  it('starts and stops where it is told, and at the end', () => {
    const code = codeOf('RET\nLDI32 R1, 5\nRET\n');
    expect(listing(code, { start: 4, count: 1 })).toEqual(['LDI32 R1, 0x00000005']);
    expect(listing(code.subarray(0, 8), { start: 4 })).toEqual(['LDI32 R1, <missing>']);
    expect(disassemble(code, { start: 400 })).toEqual([]);
  });

  it('names illegal opcodes by their number', () => {
    expect(listing(Uint8Array.of(5, 0, 0, 0))).toEqual(['0x05']);
  });
});
