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

const run = promisify(execFile);

const ROUNDS = 6;
/** Executions per round, on either side. */
const REPEATS = 4;
/** Instructions per call, as the executive runs a task. */
const SLICE = 100_000;

/** Relative to the root of the repository, where benchmarks are started. */
const C_SOURCE = path.join('bench', 'machine', 'interpreter.c');

/** Laid out like the first task of an executive. */
function processorFor({ code }: Program): Processor {
  return new Processor({ code, registerBase: 0x1000, stackPointer: 0xfffc, stackLimit: 0xeffc });
}

/** Nanoseconds per instruction. */
function measure(program: Program): number {
  const processor = processorFor(program);
  const start = performance.now();
  let stop: Stop;
  do stop = processor.run(SLICE);
  while (stop === Stop.budget);
  const time = performance.now() - start;
  if (stop !== Stop.returned || processor.registers[0] !== program.result) {
    throw new Error(`${program.name} ended with stop ${stop} and R0 = ${processor.registers[0]}`);
  }
  return (time * 1e6) / processor.steps;
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
  const processor = processorFor(program);
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
    const ours = programs.map(() => Number.POSITIVE_INFINITY);
    const base = programs.map(() => Number.POSITIVE_INFINITY);
    let step = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, program] of programs.entries()) {
        for (let repeat = 0; repeat < REPEATS; repeat++) ours[index] = Math.min(ours[index]!, measure(program));
        base[index] = Math.min(base[index]!, await measureC(binary, files[index]!, program));
      }
      step = Math.min(step, measureSingleSteps(programs[0]!));
    }
    return [
      ...programs.map(({ name }, index) =>
        row(`interpreter: ${name}`, ours[index]!, base[index]!, 'ns/instruction', 1.9),
      ),
      row(`single steps of ${programs[0]!.name} (running on)`, step, ours[0]!, 'ns/instruction'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
