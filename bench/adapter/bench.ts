/** `next` to `stopped` through the stand-alone adapter, against an adapter that does nothing. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row';
import { DapClient } from './dap-client';

const WARM_UP = 300;
const STEPS = 1500;
const ROUNDS = 5;

/** Enough straight code that no step ever ends the program. */
const PROGRAM = `.entry main\nmain:\n${'    LDI R1, 1\n'.repeat(200)}    JMP main\n`;

/** An adapter that has stopped at the entry of a program. */
async function stopped(script: string, program: string): Promise<DapClient> {
  const client = new DapClient(script);
  await client.request('initialize', { adapterID: 'hsx', linesStartAt1: true, pathFormat: 'path' });
  const initialized = client.event('initialized');
  await Promise.all([client.request('launch', { program, stopOnEntry: true }), initialized]);
  await Promise.all([client.event('stopped'), client.request('configurationDone')]);
  return client;
}

/** Microseconds from sending \`next` to the stopped event. */
async function measure(client: DapClient, steps: number): Promise<number> {
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    await Promise.all([client.event('stopped'), client.request('next', { threadId: 1 })]);
  }
  return ((performance.now() - start) * 1000) / steps;
}

/** @param work a folder to write to */
export async function adapterBench(ours: string, empty: string, work: string): Promise<Row[]> {
  const program = path.join(work, 'steps.mvasm');
  await writeFile(program, PROGRAM);
  const adapters = [await stopped(ours, program), await stopped(empty, program)];
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  try {
    for (const adapter of adapters) await measure(adapter, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, adapter] of adapters.entries()) {
        best[index] = Math.min(best[index]!, await measure(adapter, STEPS));
      }
    }
  } finally {
    for (const adapter of adapters) adapter.close();
  }
  const [time, base] = best as [number, number];
  return [{ name: 'next to stopped (empty adapter)', ours: time, base, unit: 'us', ratio: time / base, goal: 2 }];
}
