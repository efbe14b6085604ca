/** A breakpoint whose condition is never met, against a million misses per second. */

import { Kernel } from '../../src/executive/kernel';
import { runTasks } from '../../src/executive/scheduler';
import type { Image } from '../../src/toolchain/image';
import type { Row } from '../row';

const ROUNDS = 7;
const MISSES = 200_000;

/**
 * @param address of the breakpoint
 * @param every how many instructions it is met
 */
export function missedConditions(image: Image, address: number, every: number): Row {
  const kernel = new Kernel(() => {});
  const task = kernel.load(image, 'program.hxe');
  task.points.add(1, { kind: 'code', address, condition: 'R1 == 0x12345 && [0x200,u16] > 4' });
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    runTasks(kernel, MISSES * every);
    const time = ((performance.now() - start) * 1e6) / MISSES;
    if (kernel.debugStop) throw new Error('the condition of the benchmark was met');
    if (round > 0) best = Math.min(best, time);
  }
  return {
    name: 'missed condition (a million per second)',
    ours: best,
    base: 1000,
    unit: 'ns/miss',
    ratio: best / 1000,
    goal: 1,
  };
}
