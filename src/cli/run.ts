/** `hsx run`: programs on an executive of their own, in virtual time, to their end. */

import { dirname } from 'node:path';
import { ProgramSymbols } from '../adapter/program-symbols';
import type { ExecutiveClient } from '../protocol/client';
import { embedExecutive } from '../protocol/in-process';
import type { AssembleOptions } from '../toolchain/assemble';
import { collectFailures, Failure, fileError } from './failure';
import { type BuiltProgram, buildOrFail } from './program';
import { orProject, runnables } from './project';
import { Outcome } from './run/outcome';
import { showOutput } from './run/output';
import { taskResult } from './run/result';

interface RunCommand {
  readonly maxSteps?: number;
  readonly json?: boolean;
  readonly turbo?: boolean;
  readonly utf8Text?: true;
  readonly wideServices?: true;
}

/** @throws Failure when a source is wrong, or a task faulted or can never go on */
export async function run(
  files: readonly string[],
  { maxSteps, json = false, turbo = true, ...sources }: RunCommand,
): Promise<void> {
  const programs = await buildAll(files, sources);
  const client = embedExecutive({ turbo });
  const symbols = await loadAll(client, programs);
  const outcome = new Outcome(client, symbols);
  const output = showOutput(client, json);
  const steps = await runToEnd(client, maxSteps);
  const { tasks } = (await client.request('ps', {})).tasks;
  output.check();
  if (json) {
    const results = await Promise.all(tasks.map((task) => taskResult(client, task)));
    console.log(JSON.stringify({ tasks: results, output: output.kept, steps }));
  }
  await client.close();
  const limitReached = maxSteps !== undefined && steps >= maxSteps;
  if (limitReached) for (const line of outcome.unfinished(tasks)) console.error(line);
  const problems = outcome.problems(tasks, limitReached);
  if (problems.length > 0) throw new Failure(problems);
}

type Programs = readonly (readonly [file: string, program: BuiltProgram])[];

/** @throws Failure with the mistakes of all programs */
async function buildAll(inputs: readonly string[], sources: AssembleOptions): Promise<Programs> {
  return collectFailures(await runnables(await orProject(inputs)), async ({ file, program }) => [
    file,
    await buildOrFail(program?.units ?? [file], {
      ...(program?.options ?? { findImports: true }),
      ...sources,
    }),
  ]);
}

/** The symbols of each task by pid. */
async function loadAll(client: ExecutiveClient, programs: Programs): Promise<ReadonlyMap<number, ProgramSymbols>> {
  const symbols = new Map<number, ProgramSymbols>();
  for (const [file, program] of programs) {
    const { image } = await client.request('load', { path: file, image: program.image }).catch((error: Error) => {
      throw new Failure([fileError(file, `the program cannot be loaded: ${error.message}`)]);
    });
    symbols.set(image.pid, new ProgramSymbols(program.symbols, dirname(file)));
  }
  return symbols;
}

/** Runs until every task has ended or none can go on; returns the instructions of all tasks. */
async function runToEnd(client: ExecutiveClient, limit: number | undefined): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    client.onEvent((event) => {
      if (event.type === 'clock' && event.data.mode !== 'active') resolve();
    });
  });
  await client.request('clock', { op: 'start', ...(limit !== undefined && { limit }) });
  await ended;
  return (await client.request('clock', { op: 'stop' })).clock.total_steps;
}
