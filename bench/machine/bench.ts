/** The interpreter against the same design in C, and what a single step costs. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Processor } from '../../src/machine/processor';
import { Stop } from '../../src/machine/stop';
import type { Row } from '../row';
import { type Program, programs } from './programs';

const NS = 'ns/instruction';

const run = promisify(execFile);

const ROUNDS = 6;
/** Executions per round, on either side. */
const REPEATS = 4;
/** Instructions per call, as the executive runs a task. */
const SLICE = 100_000;
/** Of a program on one processor, so that a translation made on the way counts as it does in a long run. */
const EXECUTIONS = 5;

/** Relative to the root of the repository, where benchmarks are started. */
const C_SOURCE = path.join('bench', 'machine', 'interpreter.c');

/** How a program is run. */
interface Mode {
  /** As in `ProcessorOptions`. */
  readonly translateAfter?: number;
  readonly prepare?: (processor: Processor) => void;
}

const interpreted: Mode = { translateAfter: Number.POSITIVE_INFINITY };
const translated: Mode = {};

/** At instructions that no program reaches. */
const breakpoints = (processor: Processor) => {
  for (let address = processor.code.length - 64; address < processor.code.length; address += 4)
    processor.setBreakpoint(address);
};
/** On the words directly beside what sieve, dot product and crc touch all the time. */
const watches = (processor: Processor) => {
  for (const address of [0x3ffc, 0x6000, 0x00fc, 0x0104]) processor.setWatch(address, 4, 'readWrite');
};

/** Laid out like the first task of an executive; 16 instructions that are never reached lie behind the program. */
function processorFor({ code }: Program, translateAfter: number | undefined): Processor {
  const padded = new Uint8Array(code.length + 64);
  padded.set(code);
  const layout = { registerBase: 0x1000, stackPointer: 0xfffc, stackLimit: 0xeffc };
  return new Processor({ code: padded, ...layout, ...(translateAfter !== undefined && { translateAfter }) });
}

/** Nanoseconds per instruction of some executions, one after the other. */
function measure(program: Program, { translateAfter, prepare }: Mode, executions = EXECUTIONS): number {
  const processor = processorFor(program, translateAfter);
  prepare?.(processor);
  const start = performance.now();
  for (let execution = 0; execution < executions; execution++) {
    processor.pc = 0;
    let stop: Stop;
    do stop = processor.run(SLICE);
    while (stop === Stop.budget);
    if (stop !== Stop.returned || processor.registers[0] !== program.result) {
      throw new Error(`${program.name} ended with stop ${stop} and R0 = ${processor.registers[0]}`);
    }
  }
  return ((performance.now() - start) * 1e6) / processor.steps;
}

/** Nanoseconds per instruction of the C interpreter, the best of some executions. */
async function measureC(binary: string, file: string, program: Program): Promise<number> {
  const { stdout } = await run(binary, [file, String(REPEATS)]);
  const [time, steps, result] = stdout.split(' ').map(Number);
  if (result !== program.result) throw new Error(`${program.name} in C ended with R0 = ${result}`);
  return time! / steps!;
}

/** Nanoseconds per call of `run(1)`. */
function measureSingleSteps(program: Program): number {
  const calls = 500_000;
  const processor = processorFor(program, undefined);
  const start = performance.now();
  for (let call = 0; call < calls; call++) processor.run(1);
  return ((performance.now() - start) * 1e6) / calls;
}

const row = (name: string, ours: number, base: number, unit: string, goal?: number): Row => ({
  name,
  ours,
  base,
  unit,
  ratio: ours / base,
  ...(goal !== undefined && { goal }),
});

/** Empty, with the reason, on a machine without a C compiler. Ours and C take turns; the best round of each counts. */
export async function machineBench(): Promise<Row[] & { reason?: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hsx-bench-'));
  try {
    const binary = path.join(folder, 'interpreter');
    try {
      await run('cc', ['-O2', '-std=c11', '-fwrapv', '-o', binary, C_SOURCE]);
    } catch (error) {
      return Object.assign([], { reason: `cannot compile ${C_SOURCE} with cc: ${(error as Error).message}` });
    }
    const files = await Promise.all(
      programs.map(async (program, index) => {
        const file = path.join(folder, `${index}.bin`);
        await writeFile(file, program.code);
        return file;
      }),
    );
    const modes: readonly (readonly [title: string, mode: Mode, goal?: number])[] = [
      ['interpreter', interpreted],
      ['interpreter, breakpoints', { ...interpreted, prepare: breakpoints }],
      ['interpreter, watches', { ...interpreted, prepare: watches }],
      ['turbo', translated, 0.3],
      ['turbo, breakpoints', { prepare: breakpoints }],
      ['turbo, watches', { prepare: watches }],
    ];
    const best = programs.map(() => modes.map(() => Number.POSITIVE_INFINITY));
    const first = programs.map(() => Number.POSITIVE_INFINITY);
    const base = programs.map(() => Number.POSITIVE_INFINITY);
    let step = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, program] of programs.entries()) {
        for (const [column, [, mode]] of modes.entries())
          best[index]![column] = Math.min(best[index]![column]!, measure(program, mode));
        first[index] = Math.min(first[index]!, measure(program, translated, 1));
        base[index] = Math.min(base[index]!, await measureC(binary, files[index]!, program));
      }
      step = Math.min(step, measureSingleSteps(programs[0]!));
    }
    const rows: Row[] = [];
    for (const [column, [title, , goal]] of modes.entries()) {
      const plain = column < 3 ? 0 : 3;
      for (const [index, { name }] of programs.entries()) {
        const ours = best[index]![column]!;
        if (column === plain) rows.push(row(`${title}: ${name}`, ours, base[index]!, NS, goal));
        else rows.push(row(`${title}: ${name} (without)`, ours, best[index]![plain]!, NS, 1.03));
      }
    }
    for (const [index, { name }] of programs.entries()) {
      rows.push(row(`as it runs, from the start: ${name}`, first[index]!, base[index]!, NS, 1.5));
      rows.push(row(`as it runs, from the start: ${name} (interpreter)`, first[index]!, best[index]![0]!, NS));
    }
    return [...rows, row(`single steps of ${programs[0]!.name} (running on)`, step, best[0]![0]!, NS)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
