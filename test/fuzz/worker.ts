/**
 * Feeds one target until the time is over, or with one given case. The parent watches: it sees the number of the case
 * in shared memory and ends a worker that does not go on.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { mutate } from './mutate';
import { Random } from './random';
import type { FuzzTarget } from './target';
import { targets } from './targets';

/** What the parent sends. */
interface Job {
  readonly target: string;
  readonly seed: number;
  /** The only case to run; otherwise as many as there is time for. */
  readonly only: number | undefined;
  readonly seconds: number;
  /** The number of the present case. */
  readonly progress: Int32Array;
}

/** The seeds themselves come first, then what is made of them. */
function inputOf({ seeds, words = [] }: FuzzTarget, seed: number, index: number): Uint8Array {
  return seeds[index] ?? mutate(seeds, words, new Random(Math.imul(seed, 0x01000193) ^ index));
}

async function work({ target: name, seed, only, seconds, progress }: Job): Promise<void> {
  const target = targets.find((candidate) => candidate.name === name)!;
  const end = performance.now() + 1000 * seconds;
  const runCase = async (index: number): Promise<boolean> => {
    Atomics.store(progress, 0, index);
    const input = inputOf(target, seed, index);
    try {
      await target.run(input);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort!.postMessage({ failed: index, reason, input });
      return false;
    }
  };
  if (only !== undefined) {
    if (await runCase(only)) parentPort!.postMessage({ done: 1 });
    return;
  }
  let index = 0;
  for (; index < target.seeds.length || performance.now() < end; index++) {
    if (!(await runCase(index))) return;
  }
  parentPort!.postMessage({ done: index });
}

if (workerData === 'list') parentPort!.postMessage(targets.map(({ name }) => name));
else void work(workerData as Job);
