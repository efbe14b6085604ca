/** `npm run bench [-- --only AREA]`: speed as ratios within one run, so that the machine it runs on does not matter. */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { adapterBench } from './adapter/bench';
import { cliBench } from './cli/bench';
import { executiveBench } from './executive/bench';
import { languageServerBench } from './language-server/bench';
import { machineBench } from './machine/bench';
import { protocolBench } from './protocol/bench';
import type { Row } from './row';
import { toolchainBench } from './toolchain/bench';

function show({ name, ours, base, unit, ratio, goal }: Row): void {
  const figures = [`${ours.toFixed(2)} ${unit}`, `${base.toFixed(2)} ${unit}`, ratio.toFixed(2)];
  const verdict = goal === undefined ? '' : ratio <= goal ? `within ${goal}` : `MISSES ${goal}`;
  console.log(`${name.padEnd(48)} ${figures.map((figure) => figure.padStart(24)).join('')}   ${verdict}`);
}

// The bundles of this benchmark lie beside those of the product.
const dist = path.join(__dirname, '..');

const languageServer = {
  script: path.join(dist, 'server.js'),
  emptyScript: path.join(__dirname, 'empty-language-server.js'),
  heapReporter: path.join(__dirname, 'heap-reporter.js'),
};

/** By the name that `--only` takes; each measures into rows. The folder is for files of its own. */
const areas: Readonly<Record<string, (work: string) => Promise<void>>> = {
  machine: async () => {
    const rows = await machineBench();
    if (rows.length === 0) console.log(`machine: not measured, ${rows.reason}`);
    rows.forEach(show);
  },
  executive: async () => executiveBench().forEach(show),
  cli: async () => cliBench(path.join(dist, 'cli.js')).forEach(show),
  toolchain: async () => toolchainBench().forEach(show),
  adapter: async (work) => {
    (await adapterBench(path.join(dist, 'adapter.js'), path.join(__dirname, 'empty-adapter.js'), work)).forEach(show);
  },
  'language-server': async (work) => languageServerBench(languageServer, work, show),
  protocol: async (work) => {
    (await protocolBench(path.join(dist, 'cli.js'), path.join(__dirname, 'empty-server.js'), work)).forEach(show);
  },
};

async function main(): Promise<void> {
  const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
  const unknown = only?.find((name) => !Object.hasOwn(areas, name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: known are ${Object.keys(areas).join(', ')}`);
  const work = await mkdtemp(path.join(os.tmpdir(), 'hsx-bench-'));
  console.log(`${''.padEnd(48)} ${['ours', 'base', 'ratio'].map((title) => title.padStart(24)).join('')}`);
  try {
    for (const [name, measure] of Object.entries(areas)) if (only?.includes(name) ?? true) await measure(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
