/**
 * The stand-alone adapter against one that does nothing: its start, a step, and what a client asks after each stop; and how
 * fast it passes conditional breakpoints.
 */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row';
import { measureBurst } from './burst';
import { missesThroughAdapter } from './conditions';
import { DapClient } from './dap-client';
import { measureStarts } from './start';

const WARM_UP = 300;
const STEPS = 500;
/** Many short ones: the best is the one least disturbed by what else the machine does. */
const ROUNDS = 40;

/** Enough straight code that no step ever ends the program; registers and labels are open after a stop. */
const PROGRAM = `.entry main\n.text\nmain:\n${'    LDI R1, 1\n'.repeat(200)}    JMP main\n.data\nvalue:\n    .word 1, 2, 3\n`;

/** Microseconds from sending \`next` to the stopped event. */
async function measure(client: DapClient, steps: number): Promise<number> {
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    await Promise.all([client.event('stopped'), client.request('next', { threadId: 1 })]);
  }
  return ((performance.now() - start) * 1000) / steps;
}

/** The best round of each adapter, which take turns. */
async function compare(
  adapters: readonly DapClient[],
  round: (client: DapClient) => Promise<number>,
): Promise<number[]> {
  const best = adapters.map(() => Number.POSITIVE_INFINITY);
  for (let rounds = 0; rounds < ROUNDS; rounds++) {
    for (const [index, adapter] of adapters.entries()) best[index] = Math.min(best[index]!, await round(adapter));
  }
  return best;
}

function row(name: string, unit: string, goal: number, [ours = 0, base = 0]: readonly number[]): Row {
  return { name: `${name} (empty adapter)`, ours, base, unit, ratio: ours / base, goal };
}

/** @param work a folder to write to */
export async function adapterBench(ours: string, empty: string, work: string): Promise<Row[]> {
  const program = path.join(work, 'steps.mvasm');
  await writeFile(program, PROGRAM);
  const starts = await measureStarts([ours, empty]);
  const adapters = [await DapClient.stopped(ours, program), await DapClient.stopped(empty, program)];
  try {
    for (const adapter of adapters) await measure(adapter, WARM_UP);
    return [
      row('start to initialize', 'ms', 1.5, starts),
      row('next to stopped', 'us', 2, await compare(adapters, (client) => measure(client, STEPS))),
      row('step and the burst after it', 'us', 2, await compare(adapters, (client) => measureBurst(client))),
      await missesThroughAdapter(ours, work),
    ];
  } finally {
    for (const adapter of adapters) adapter.close();
  }
}
