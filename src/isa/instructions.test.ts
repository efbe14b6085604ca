import { describe, expect, it } from 'vitest';
import { callTarget, encode, rdOf, rs1Of, rs2Of, signedImmediateOf, unsignedImmediateOf, wordAt } from './encoding';
import { instructionByMnemonic, instructionByOpcode, instructions, Opcode } from './instructions';
import { serviceByImmediate, serviceByName, servicesOf } from './services';

describe('the instruction table', () => {
  it('has 38 instructions with an opcode and a name of their own', () => {
    expect(instructions).toHaveLength(38);
    expect(new Set(instructions.map(({ opcode }) => opcode)).size).toBe(38);
    for (const instruction of instructions) {
      expect(instructionByMnemonic(instruction.mnemonic)).toBe(instruction);
      expect(instructionByOpcode(instruction.opcode)).toBe(instruction);
      expect(Opcode[instruction.mnemonic]).toBe(instruction.opcode);
    }
  });

  it('knows the one instruction of two words', () => {
    expect(instructions.filter(({ size }) => size === 8).map(({ mnemonic }) => mnemonic)).toEqual(['LDI32']);
  });

  it('knows no illegal opcode', () => {
    for (const opcode of [0x00, 0x05, 0x18, 0x7e, 0xff]) expect(instructionByOpcode(opcode)).toBeUndefined();
  });
});

describe('the fields of a word', () => {
  it('are put together and taken apart', () => {
    const word = encode(Opcode.LD, { rd: 1, rs1: 7, rs2: 15, imm: -4 });
    expect(word).toBe(0x0217fffc);
    expect([rdOf(word), rs1Of(word), rs2Of(word)]).toEqual([1, 7, 15]);
    expect(signedImmediateOf(word)).toBe(-4);
    expect(unsignedImmediateOf(word)).toBe(0xffc);
  });

  it('give the target of a CALL modulo 65536', () => {
    expect(callTarget(0x70, 0x24000ff1)).toBe(0x34);
    expect(callTarget(0, encode(Opcode.CALL, { imm: -1 }))).toBe(0xfffc);
  });

  it('are read from whole words only', () => {
    const code = new Uint8Array([0x25, 0, 0, 1, 0x7f]);
    expect(wordAt(code, 0)).toBe(0x25000001);
    expect(wordAt(code, 1)).toBe(0x0000017f);
    expect(wordAt(code, 2)).toBeUndefined();
    expect(wordAt(code, -1)).toBeUndefined();
  });
});

describe('the service table', () => {
  it('finds each service by its immediate', () => {
    for (const service of servicesOf(true)) {
      expect(serviceByImmediate(service.module * 256 + service.fn)).toBe(service);
      expect(serviceByName(service.name)).toBe(service);
    }
    expect(serviceByImmediate(0x3ff)).toBeUndefined();
  });

  it('names modules from 0x10 on only where they can be called', () => {
    const modules = (wide: boolean) => new Set(servicesOf(wide).map(({ module }) => module));
    expect(Math.max(...modules(false))).toBeLessThan(0x10);
    expect([...modules(true)]).toEqual(expect.arrayContaining([0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x17]));
  });
});
