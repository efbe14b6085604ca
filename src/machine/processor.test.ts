import { describe, expect, it } from 'vitest';
import { encode } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { assemble } from './assemble.testing';
import { Processor } from './processor';
import { Stop } from './stop';

/** R1 counts up by one for ever; the loop is at 8 and 12. */
const counter = assemble(
  ['LDI', { rd: 2, imm: 1 }],
  ['LDI', { rd: 1, imm: 0 }],
  ['ADD', { rd: 1, rs1: 1, rs2: 2 }],
  ['JMP', { imm: 8 }],
);

describe('budget', () => {
  it('ends a run exactly', () => {
    const processor = new Processor({ code: counter });
    expect(processor.run(0)).toBe(Stop.budget);
    expect(processor.steps).toBe(0);
    expect(processor.run(7)).toBe(Stop.budget);
    expect([processor.steps, processor.pc, processor.registers[1]]).toEqual([7, 12, 3]);
  });

  it('may be larger than one stretch of the interpreter', () => {
    const processor = new Processor({ code: counter });
    expect(processor.run(100_002)).toBe(Stop.budget);
    expect([processor.steps, processor.registers[1]]).toEqual([100_002, 50_000]);
  });

  it('counts steps beyond 32 bits', () => {
    const processor = new Processor({ code: counter });
    processor.steps = 2 ** 40;
    processor.run(10);
    expect(processor.steps).toBe(2 ** 40 + 10);
  });
});

describe('stops', () => {
  it('waits on an SVC until the service is complete', () => {
    const processor = new Processor({ code: assemble(['SVC', { imm: 0x502 }], ['MOV', { rd: 1 }]) });
    expect(processor.run(9)).toBe(Stop.service);
    expect([processor.immediate, processor.pc, processor.steps]).toEqual([0x502, 0, 0]);
    expect(processor.run(9)).toBe(Stop.service);
    processor.registers[0] = 77;
    processor.completeService();
    expect([processor.pc, processor.steps]).toEqual([4, 1]);
    expect(processor.run(1)).toBe(Stop.budget);
    expect(processor.registers[1]).toBe(77);
  });

  it('passes a BRK and tells its code', () => {
    const processor = new Processor({ code: assemble(['BRK', { imm: 0x123 }], ['RET']) });
    expect(processor.run(9)).toBe(Stop.brk);
    expect([processor.breakCode, processor.pc, processor.steps]).toEqual([0x23, 4, 1]);
    expect(processor.run(9)).toBe(Stop.returned);
    expect([processor.pc, processor.steps]).toEqual([4, 1]);
  });

  it('stops when code runs out, wherever a jump leads', () => {
    const processor = new Processor({ code: assemble(['JMP', { imm: 0xffd }]) });
    expect(processor.run(9)).toBe(Stop.fetchError);
    expect([processor.pc, processor.steps]).toEqual([0xffd, 1]);
  });

  it('ends after the RET that leaves the wanted depth', () => {
    const code = assemble(
      ['CALL', { imm: 2 }],
      ['RET'],
      ['CALL', { imm: 2 }],
      ['RET'],
      ['LDI', { rd: 1, imm: 5 }],
      ['RET'],
    );
    const processor = new Processor({ code });
    processor.run(2);
    expect([processor.pc, processor.depth]).toEqual([16, 2]);
    processor.returnDepth = 1;
    expect(processor.run(100)).toBe(Stop.depth);
    expect([processor.pc, processor.depth, processor.steps]).toEqual([4, 0, 5]);
    expect(processor.run(100)).toBe(Stop.returned);
  });
});

describe('breakpoints', () => {
  it('stop before the instruction, again and again', () => {
    const processor = new Processor({ code: counter });
    processor.setBreakpoint(12);
    expect(processor.run(100)).toBe(Stop.breakpoint);
    expect([processor.pc, processor.steps]).toEqual([12, 3]);
    expect(processor.run(100)).toBe(Stop.breakpoint);
    expect(processor.steps).toBe(3);
  });

  it('are passed once by the skip address', () => {
    const processor = new Processor({ code: counter });
    processor.setBreakpoint(12);
    processor.run(100);
    processor.skipBreakpoint = 12;
    expect(processor.run(100)).toBe(Stop.breakpoint);
    expect([processor.steps, processor.skipBreakpoint]).toEqual([5, -1]);
  });

  it('keep a skip address armed until pc meets it', () => {
    const processor = new Processor({ code: counter });
    processor.skipBreakpoint = 12;
    processor.run(3);
    expect(processor.skipBreakpoint).toBe(12);
    processor.run(1);
    expect(processor.skipBreakpoint).toBe(-1);
    processor.setBreakpoint(12);
    expect(processor.run(100)).toBe(Stop.breakpoint);
  });

  it('may change between runs', () => {
    const processor = new Processor({ code: counter });
    processor.setBreakpoint(12);
    processor.setBreakpoint(0x10008);
    expect([...processor.breakpoints]).toEqual([8, 12]);
    expect(processor.run(100)).toBe(Stop.breakpoint);
    processor.clearBreakpoint(8);
    expect(processor.run(1)).toBe(Stop.budget);
    expect(processor.run(1)).toBe(Stop.breakpoint);
    processor.clearBreakpoints();
    expect([...processor.breakpoints]).toEqual([]);
    expect(processor.run(1000)).toBe(Stop.budget);
  });

  it('hold outside the code and for pc beyond 16 bits', () => {
    const processor = new Processor({ code: counter, entry: 0x1_2000 });
    processor.setBreakpoint(0x2000);
    expect(processor.run(1)).toBe(Stop.breakpoint);
    processor.skipBreakpoint = 0x2000;
    expect(processor.run(1)).toBe(Stop.fetchError);
  });

  it('belong to one processor', () => {
    const first = new Processor({ code: counter });
    const second = new Processor({ code: counter });
    first.setBreakpoint(12);
    expect(second.run(100)).toBe(Stop.budget);
  });
});

describe('unaligned code', () => {
  // At 1: LDI R1, 7; at 5: JMP 12.
  const hidden = (encode(Opcode.LDI, { rd: 1, imm: 7 }) << 24) | (encode(Opcode.JMP, { imm: 12 }) >>> 8);
  const code = assemble(
    ['LDI', { rd: 0, imm: 0 }],
    hidden,
    encode(Opcode.JMP, { imm: 12 }) << 24,
    ['LDI', { rd: 2, imm: 9 }],
    ['RET'],
  );
  new DataView(code.buffer).setUint32(1, encode(Opcode.LDI, { rd: 1, imm: 7 }));

  it('runs at any address', () => {
    const processor = new Processor({ code, entry: 1 });
    expect(processor.run(9)).toBe(Stop.returned);
    expect([processor.registers[1], processor.registers[2], processor.steps, processor.pc]).toEqual([7, 9, 3, 16]);
  });

  it('has breakpoints too', () => {
    const processor = new Processor({ code, entry: 1 });
    processor.setBreakpoint(5);
    expect(processor.run(9)).toBe(Stop.breakpoint);
    expect(processor.pc).toBe(5);
    processor.clearBreakpoint(5);
    expect(processor.run(9)).toBe(Stop.returned);
  });
});

describe('register bank', () => {
  it('is memory, and memory is the bank', () => {
    const code = assemble(
      ['LDI', { rd: 3, imm: 0x123 }],
      ['LDH', { rd: 4, rs1: 0, imm: 12 }],
      ['STB', { rs1: 0, rs2: 3, imm: 21 }],
    );
    const processor = new Processor({ code, registerBase: 0x21040 });
    processor.registers[0] = 0x1040;
    expect(processor.run(3)).toBe(Stop.budget);
    expect(processor.view.getUint32(0x1040 + 12, true)).toBe(0x123);
    expect(processor.registers[4]).toBe(0x123);
    expect(processor.registers[5]).toBe(0x2300);
  });

  it('is not in memory for a base of 0 modulo 65536', () => {
    const processor = new Processor({ code: counter, registerBase: 0x10000 });
    processor.run(4);
    expect(processor.registers[2]).toBe(1);
    expect(processor.memory.every((byte) => byte === 0)).toBe(true);
  });
});

it('tells where return addresses lie', () => {
  const code = assemble(['PUSH'], ['CALL', { imm: 1 }], ['PUSH'], ['CALL', { imm: 1 }], ['RET']);
  const processor = new Processor({ code, stackPointer: 0x8000 });
  processor.run(4);
  expect(processor.returnSlots(processor.sp)).toEqual([0x7ff0, 0x7ff8]);
  expect(processor.returnSlots(0x7ff4)).toEqual([0x7ff8]);
});
