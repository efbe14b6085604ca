/** From the start of the process to the answer to `initialize`. */

import { DapClient } from './dap-client';

const STARTS = 11;

/** Milliseconds of each script; the median of fresh processes that take turns. */
export async function measureStarts(scripts: readonly string[]): Promise<number[]> {
  const times = scripts.map((): number[] => []);
  for (let start = 0; start < STARTS; start++) {
    for (const [index, script] of scripts.entries()) times[index]!.push(await startOnce(script));
  }
  return times.map((each) => each.toSorted((a, b) => a - b)[STARTS >> 1]!);
}

async function startOnce(script: string): Promise<number> {
  const begin = performance.now();
  const client = new DapClient(script);
  try {
    await client.request('initialize', { adapterID: 'hsx', pathFormat: 'path' });
    return performance.now() - begin;
  } finally {
    client.close();
  }
}
