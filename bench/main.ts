/** `npm run bench`: speed as ratios within one run, so that the machine it runs on does not matter. */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { adapterBench } from './adapter/bench';
import { cliBench } from './cli/bench';
import { executiveBench } from './executive/bench';
import { machineBench } from './machine/bench';
import type { Row } from './row';
import { toolchainBench } from './toolchain/bench';

function show({ name, ours, base, unit, ratio, goal }: Row): void {
  const figures = [`${ours.toFixed(2)} ${unit}`, `${base.toFixed(2)} ${unit}`, ratio.toFixed(2)];
  const verdict = goal === undefined ? '' : ratio <= goal ? `within ${goal}` : `MISSES ${goal}`;
  console.log(`${name.padEnd(48)} ${figures.map((figure) => figure.padStart(24)).join('')}   ${verdict}`);
}

async function main(): Promise<void> {
  // The bundles of this benchmark lie beside those of the product.
  const dist = path.join(__dirname, '..');
  const work = await mkdtemp(path.join(os.tmpdir(), 'hsx-bench-'));
  console.log(`${''.padEnd(48)} ${['ours', 'base', 'ratio'].map((title) => title.padStart(24)).join('')}`);
  try {
    const machine = await machineBench();
    if (machine.length === 0) console.log(`interpreter: not measured, ${machine.reason}`);
    machine.forEach(show);
    executiveBench().forEach(show);
    cliBench(path.join(dist, 'cli.js')).forEach(show);
    toolchainBench().forEach(show);
    (await adapterBench(path.join(dist, 'adapter.js'), path.join(__dirname, 'empty-adapter.js'), work)).forEach(show);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
