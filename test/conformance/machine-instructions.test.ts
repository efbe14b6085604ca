import { describe, expect, it } from 'vitest';
import { Opcode } from '../../src/isa/instructions';
import { accessOf } from '../../src/machine/access';
import { Processor } from '../../src/machine/processor';
import { Stop } from '../../src/machine/stop';
import type { Before } from './machine-harness';
import { fromHex, machineRows } from './machine-vectors';

interface After {
  regs: string[];
  psw: number;
  pc: number;
  sp: number;
  depth: number;
  steps: number;
  stop: string;
  mem?: [number, string][];
  events?: { reason?: string; code?: number }[];
  mem_access?: { op: string; address: number; width: number };
}

interface Row {
  id: string;
  code: string;
  before: Before;
  after: After;
  recommended?: Partial<After> | 'skip';
}

const opcodeAtPc = (row: Row): number => fromHex(row.code)[row.before.pc] ?? -1;
/** Services need an executive; everything else is the processor's own work. */
const rows = machineRows<Row>('instructions.jsonl').filter((row) => opcodeAtPc(row) !== Opcode.SVC);

const stopOf: Record<string, Stop> = {
  ok: Stop.budget,
  fault: Stop.fault,
  returned: Stop.returned,
  illegal: Stop.illegal,
};

function expectedStop(after: After): Stop | undefined {
  if (after.stop !== 'debug_stop') return stopOf[after.stop];
  return after.events?.some((event) => event.reason === 'brk') ? Stop.brk : Stop.fetchError;
}

function overlay(memory: Uint8Array, runs: [number, string][] = []): void {
  for (const [address, hex] of runs) memory.set(fromHex(hex), address);
}

const registersOf = (processor: Processor): string[] =>
  [...processor.registers].map((value) => (value >>> 0).toString(16).padStart(8, '0'));

function check({ code, before, after, recommended }: Row): void {
  const expected = { ...after, ...(recommended as Partial<After>) };
  const processor = new Processor({
    code: fromHex(code),
    entry: before.pc,
    stackPointer: before.sp,
    stackLimit: before.stack_limit ?? 0,
    registerBase: before.reg_base ?? 0,
  });
  overlay(processor.memory, before.mem);
  before.regs.forEach((hex, index) => {
    processor.registers[index] = Number.parseInt(hex, 16);
  });
  processor.psw = before.psw;
  processor.depth = before.depth ?? 0;
  processor.steps = before.steps ?? 0;
  const memory = processor.memory.slice();
  overlay(memory, expected.mem);
  const access = accessOf(processor);

  const stop = processor.run(1);

  expect(stop).toBe(expectedStop(expected));
  expect(registersOf(processor)).toEqual(expected.regs);
  const { psw, pc, sp, depth, steps } = processor;
  expect({ psw, pc, sp, depth, steps }).toEqual({
    psw: expected.psw,
    pc: expected.pc,
    sp: expected.sp,
    depth: expected.depth,
    steps: expected.steps,
  });
  expect(Buffer.compare(processor.memory, memory), 'data memory').toBe(0);
  if (stop === Stop.fault) expect(processor.faultCode).toBe(Number.parseInt(expected.regs[0]!, 16));
  if (stop === Stop.brk)
    expect(processor.breakCode).toBe(expected.events!.find((event) => event.reason === 'brk')!.code);
  if (stop === Stop.budget) {
    const { op, address, width } = expected.mem_access ?? {};
    expect(access).toEqual(op === undefined ? undefined : { op, address, width });
  }
}

describe('golden vectors: one instruction each', () => {
  it('takes every row that is not a service call', () => {
    expect(rows).toHaveLength(933);
    expect(rows.some((row) => row.recommended === 'skip')).toBe(false);
    expect(rows.filter((row) => expectedStop({ ...row.after, ...(row.recommended as object) }) === undefined)).toEqual(
      [],
    );
  });

  it.each(rows)('$id', check);
});
