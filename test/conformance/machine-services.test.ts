import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Opcode } from '../../src/isa/instructions';
import { type After, BareMachine, type Before, type FileState, TaskMachine } from './machine-harness';
import { fromHex, machineRows } from './machine-vectors';

interface InstructionRow {
  id: string;
  code: string;
  before: Before;
  after: After;
  quirk?: string;
  recommended?: Partial<After> | 'skip';
}

const services = machineRows<InstructionRow>('instructions.jsonl').filter(
  ({ code, before }) => fromHex(code)[before.pc] === Opcode.SVC,
);

describe('golden vectors: one service call each', () => {
  it('takes every row that is a service call', () => {
    expect(services).toHaveLength(167);
  });

  for (const { id, code, before, after, quirk, recommended } of services) {
    if (recommended === 'skip') {
      it.skip(`${id}: ${quirk}, the reference has no defined result`, () => {});
      continue;
    }
    it(id, () => {
      const machine = new BareMachine(fromHex(code), before);
      machine.expectStep({ ...after, ...recommended });
    });
  }
});

interface ProgramRow {
  id: string;
  name: string;
  env: 'bare' | 'task';
  code: string;
  entry: number;
  rodata?: string;
  dev_libm?: boolean;
  after: After & {
    step_calls: number;
    mem_sha256: string;
    trace_sha256: string;
    pcs: number[];
    task_state?: string;
    stdio?: Record<string, [string, number, number, number][]>;
    fs?: FileState;
  };
  recommended?: Partial<After & { task_state: string }>;
}

/** The state after a step as the trace digests take it (vectors README). */
function traceRecord(machine: BareMachine): Uint8Array {
  const { pc, sp, psw, registers } = machine.task.processor;
  const record = new DataView(new ArrayBuffer(73));
  record.setUint32(0, pc, true);
  record.setUint32(4, sp, true);
  record.setUint8(8, psw);
  registers.forEach((value, index) => {
    record.setInt32(9 + 4 * index, value, true);
  });
  return new Uint8Array(record.buffer);
}

describe('golden vectors: whole programs', () => {
  it.each(machineRows<ProgramRow>('programs.jsonl'))('$id $name', (row) => {
    const expected = { ...row.after, ...row.recommended };
    const options = { entry: row.entry, rodata: fromHex(row.rodata ?? ''), math: row.dev_libm ?? false };
    const machine =
      row.env === 'task'
        ? new TaskMachine(fromHex(row.code), options)
        : new BareMachine(fromHex(row.code), { regs: [], psw: 0, pc: row.entry, sp: 0x8000 }, options);
    const trace = createHash('sha256');
    const pcs: number[] = [];
    let calls = 0;
    do {
      machine.step();
      calls++;
      trace.update(traceRecord(machine));
      pcs.push(machine.task.processor.pc);
    } while (machine.stop === 'ok' && calls < expected.step_calls + 1);
    expect(machine.stop).toBe(expected.stop);
    expect(calls).toBe(expected.step_calls);
    expect(pcs.slice(0, 40)).toEqual(expected.pcs);
    expect(trace.digest('hex')).toBe(expected.trace_sha256);
    expect(createHash('sha256').update(machine.task.processor.memory).digest('hex')).toBe(expected.mem_sha256);
    machine.expectState(expected);
    if (machine instanceof TaskMachine) {
      expect(machine.task.state).toBe(expected.task_state);
      if (expected.stdio) expect(machine.standardStreams()).toEqual(expected.stdio);
    }
    if (expected.fs) machine.expectFiles({ ...expected.fs, fds: {} }, expected.fs.open_fds);
  });
});
