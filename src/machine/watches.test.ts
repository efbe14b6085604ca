import { describe, expect, it } from 'vitest';
import type { Fields } from '../isa/encoding';
import type { Mnemonic } from '../isa/instructions';
import { assemble } from './assemble.testing';
import { Processor } from './processor';
import { Stop } from './stop';

type Case = [mnemonic: Mnemonic, fields: Fields, kind: 'read' | 'write', address: number, width: number];

/** R1 = 0x5000, SP = 0x6000; a RET needs a call before it. */
const accesses: Case[] = [
  ['LD', { rd: 2, rs1: 1, imm: 3 }, 'read', 0x5003, 4],
  ['LDH', { rd: 2, rs1: 1, imm: 3 }, 'read', 0x5003, 2],
  ['LDB', { rd: 2, rs1: 1, imm: 3 }, 'read', 0x5003, 1],
  ['ST', { rs1: 1, rs2: 1, imm: 3 }, 'write', 0x5003, 4],
  ['STH', { rs1: 1, rs2: 1, imm: 3 }, 'write', 0x5003, 2],
  ['STB', { rs1: 1, rs2: 1, imm: 3 }, 'write', 0x5003, 1],
  ['PUSH', { rs1: 1 }, 'write', 0x5ffc, 4],
  ['POP', { rd: 2 }, 'read', 0x6000, 4],
  ['CALL', { imm: 1 }, 'write', 0x5ffc, 4],
  ['RET', {}, 'read', 0x6000, 4],
];

function processorFor(mnemonic: Mnemonic, fields: Fields): Processor {
  const processor = new Processor({ code: assemble([mnemonic, fields], ['LDI']), stackPointer: 0x6000 });
  processor.registers[1] = 0x5000;
  processor.depth = 1;
  return processor;
}

describe.each(accesses)('%s', (mnemonic, fields, kind, address, width) => {
  const other = kind === 'read' ? 'write' : 'read';

  it('stops after touching the first or the last byte', () => {
    for (const byte of [address, address + width - 1]) {
      for (const access of [kind, 'readWrite'] as const) {
        const processor = processorFor(mnemonic, fields);
        processor.setWatch(byte, 1, access);
        expect(processor.run(1)).toBe(Stop.watch);
        expect([processor.steps, processor.watchAddress, processor.watchKind]).toEqual([1, byte, kind]);
      }
    }
  });

  it('does not stop for neighbours, for the other kind, or after the watch is cleared', () => {
    const processor = processorFor(mnemonic, fields);
    processor.setWatch(address - 4, 4, 'readWrite');
    processor.setWatch(address + width, 4, 'readWrite');
    processor.setWatch(address, width, other);
    processor.setWatch(address, width, kind);
    processor.clearWatch(address, width, kind);
    expect(processor.run(1)).toBe(Stop.budget);
    expect(processor.steps).toBe(1);
  });
});

it('goes on to the end of the budget after accesses that only come near', () => {
  const processor = new Processor({ code: assemble(['ST', { rs2: 1 }], ['LD', { rd: 2, imm: 8 }], ['JMP']) });
  processor.setWatch(4, 4, 'readWrite');
  expect(processor.run(3000)).toBe(Stop.budget);
  expect(processor.steps).toBe(3000);
});

it('keeps a stop by depth when the access was no hit', () => {
  const processor = processorFor('RET', {});
  processor.returnDepth = 1;
  processor.setWatch(0x6004, 4, 'read');
  expect(processor.run(10)).toBe(Stop.depth);
});

it('prefers the watch to the depth', () => {
  const processor = processorFor('RET', {});
  processor.returnDepth = 1;
  processor.setWatch(0x6000, 4, 'read');
  expect(processor.run(10)).toBe(Stop.watch);
});

it('tells the first of several watched bytes', () => {
  const processor = processorFor('LD', { rd: 2, rs1: 1 });
  processor.setWatch(0x5003, 9, 'read');
  processor.setWatch(0x5002, 1, 'read');
  processor.run(1);
  expect(processor.watchAddress).toBe(0x5002);
  processor.clearWatches();
  processor.pc = 0;
  expect(processor.run(1)).toBe(Stop.budget);
});

it('refuses ranges outside data memory', () => {
  const processor = new Processor({ code: assemble(['RET']) });
  expect(() => processor.setWatch(0xfffe, 4, 'read')).toThrow(RangeError);
  expect(() => processor.setWatch(-1, 1, 'read')).toThrow(RangeError);
  expect(() => processor.setWatch(0, 0, 'read')).toThrow(RangeError);
});
