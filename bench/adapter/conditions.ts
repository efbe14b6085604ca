/** A run of a program past a breakpoint whose condition is never met, as a client sees it. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row';
import { DapClient } from './dap-client';

const ROUNDS = 7;
const MISSES = 500_000;
/** What the goal, a million misses per second, comes to. */
const NANOSECONDS = 1000;

/** The breakpoints: one that is missed, and one at the end of each round. */
const [LOOP_LINE, END_LINE] = [7, 9] as const;
const PROGRAM = `.entry main
.text
main:
    LDI32 R1, ${MISSES}
    LDI R2, 1
loop:
    SUB R1, R1, R2
    JNZ loop
    JMP main
`;

/** @param work a folder to write to */
export async function missesThroughAdapter(adapter: string, work: string): Promise<Row> {
  const program = path.join(work, 'misses.mvasm');
  await writeFile(program, PROGRAM);
  const client = await DapClient.stopped(adapter, program);
  try {
    const breakpoints = [{ line: LOOP_LINE, condition: 'R1 == -1' }, { line: END_LINE }];
    await client.request('setBreakpoints', { source: { path: program }, breakpoints });
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now();
      await Promise.all([client.event('stopped'), client.request('continue', { threadId: 1 })]);
      const time = ((performance.now() - start) * 1e6) / MISSES;
      if (round > 0) best = Math.min(best, time);
    }
    return {
      name: 'missed condition (a million per second)',
      ours: best,
      base: NANOSECONDS,
      unit: 'ns/miss',
      ratio: best / NANOSECONDS,
      goal: 1,
    };
  } finally {
    client.close();
  }
}
