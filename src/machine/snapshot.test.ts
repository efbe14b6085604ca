import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.testing';
import { Processor } from './processor';
import { Snapshot } from './snapshot';
import { Stop } from './stop';

const options = { registerBase: 0x1000, stackPointer: 0xfffc, stackLimit: 0xeffc };

function stateOf(processor: Processor) {
  const { pc, sp, psw, depth, steps, skipBreakpoint, breakpoints } = processor;
  const slots = processor.returnSlots(0);
  return { pc, sp, psw, depth, steps, skipBreakpoint, breakpoints, slots, memory: Buffer.from(processor.memory) };
}

describe('a snapshot', () => {
  it.each([options, { ...options, registerBase: 0 }])('puts back what instructions have changed: %o', (place) => {
    const code = assemble(
      ['LDI', { rd: 1, imm: 3 }],
      ['CALL', { imm: 2 }],
      ['RET'],
      ['PUSH', { rs1: 1 }],
      ['ST', { rs1: 1, rs2: 1, imm: 512 }],
      ['SUB', { rd: 1, rs1: 1, rs2: 1 }],
      ['POP', { rd: 2 }],
      ['DIV', { rd: 3, rs1: 2, rs2: 1 }],
    );
    const processor = new Processor({ code, ...place });
    processor.run(2);
    processor.setBreakpoint(20);
    processor.skipBreakpoint = 20;
    const before = stateOf(processor);
    const registers = [...processor.registers];
    const snapshot = new Snapshot();
    snapshot.take(processor);
    expect(processor.run(100)).toBe(Stop.fault);
    const after = stateOf(processor);
    for (let again = 0; again < 2; again++) {
      snapshot.restore(processor);
      expect(stateOf(processor)).toEqual(before);
      expect([...processor.registers]).toEqual(registers);
      expect(processor.run(100)).toBe(Stop.fault);
      expect(stateOf(processor)).toEqual(after);
    }
  });

  it('keeps the return addresses of calls that return later', () => {
    const code = assemble(['CALL', { imm: 1 }], ['CALL', { imm: 1 }], ['RET'], ['RET']);
    const processor = new Processor({ code, ...options });
    processor.run(2);
    const slots = processor.returnSlots(0);
    const snapshot = new Snapshot();
    snapshot.take(processor);
    // Both return, and others are made from elsewhere.
    processor.run(2);
    processor.pc = 0;
    processor.sp -= 64;
    processor.run(2);
    expect(processor.returnSlots(0)).not.toEqual(slots);
    snapshot.restore(processor);
    expect(processor.returnSlots(0)).toEqual(slots);
  });
});
