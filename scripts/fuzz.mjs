// @ts-check
/**
 * `npm run fuzz`: bad input for everything that reads what others wrote. What a target may not do: throw anything but its
 * room's own errors, come to no end, or take all memory. Each target runs in a thread of its own, which is watched.
 *
 * --seconds N  how long all targets together (60)      --target NAME  only this one; repeatable
 * --seed N     which mutations (random)                --case N       only this case of one target
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const bundle = path.join(root, 'dist', 'fuzz', 'worker.js');
const findings = path.join(root, 'artifacts', 'fuzz');
/** A case takes about a millisecond; only one that comes to no end takes this long on any machine. */
const HANG_SECONDS = 60;
const MAX_HEAP_MB = 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    case: { type: 'string' },
    target: { type: 'string', multiple: true },
  },
});

/** @param {'seconds' | 'seed' | 'case'} name */
function numberOption(name) {
  const text = values[name];
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  console.error(`--${name} takes a whole number, not "${text}".`);
  process.exit(2);
}

const seconds = numberOption('seconds') ?? 60;
const seed = numberOption('seed') ?? 0;
const only = numberOption('case');

process.chdir(root);
await build({
  entryPoints: ['test/fuzz/worker.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});

/** @returns {Promise<string[]>} */
const allTargets = () =>
  new Promise((resolve, reject) => {
    new Worker(bundle, { workerData: 'list' }).once('message', resolve).once('error', reject);
  });

/**
 * Runs one target; resolves to how many cases went well, or undefined after a finding.
 * @param {string} target
 * @param {number} share seconds
 * @returns {Promise<number | undefined>}
 */
function runTarget(target, share) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(bundle, {
    workerData: { target, seed, only, seconds: share, progress },
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  return new Promise((resolve) => {
    let last = -1;
    let since = performance.now();
    const watch = setInterval(() => {
      const present = Atomics.load(progress, 0);
      if (present !== last) [last, since] = [present, performance.now()];
      if (performance.now() - since > 1000 * HANG_SECONDS) report(present, `did not end within ${HANG_SECONDS} s`);
    }, 500);
    /** @param {number | undefined} count */
    const finish = (count) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(count);
    };
    /** @param {number} index @param {string} reason @param {Uint8Array} [input] */
    const report = (index, reason, input) => {
      console.error(`${target}: case ${index} ${reason}`);
      if (input) {
        mkdirSync(findings, { recursive: true });
        const file = path.join(findings, `${target}-${seed}-${index}`);
        writeFileSync(file, input);
        console.error(`The input is in ${path.relative(root, file)}.`);
      }
      console.error(`Again: npm run fuzz -- --target ${target} --seed ${seed} --case ${index}`);
      finish(undefined);
    };
    worker.on('message', ({ done, failed, reason, input }) => {
      if (done === undefined) report(failed, `failed: ${reason}`, input);
      else finish(done);
    });
    worker.on('error', (error) => report(Atomics.load(progress, 0), `ended the thread: ${error.message}`));
  });
}

const known = await allTargets();
const names = values.target ?? known;
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No target ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}
const lanes = Math.min(Math.max(os.availableParallelism(), 1), names.length);
console.log(`seed ${seed}, ${names.length} targets, ${seconds} s`);

let failures = 0;
const waiting = [...names];
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const count = await runTarget(name, (seconds * lanes) / names.length);
      if (count === undefined) failures++;
      else console.log(`${name}: ${count} cases`);
    }
  }),
);
process.exitCode = failures > 0 ? 1 : 0;
