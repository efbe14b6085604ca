// @ts-check
/**
 * What `npm test` runs: every check there is, on a bare checkout. `npm test -- --only NAME` (repeatable) runs some stages,
 * `--list` names them. The last line counts: each test of a test runner, and one for each other stage.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { needNode } from './lib/need-node.mjs';
import { installDependencies } from './lib/prepare.mjs';
import { cleanEnvironment, run, timed } from './lib/process.mjs';

const root = path.resolve(import.meta.dirname, '..');
const reports = path.join(root, 'artifacts', 'reports');

/** @typedef {{passed: number, failed: number, skipped: number}} Count */

/** @param {string} command @param {...string} args */
const tool =
  (command, ...args) =>
  /** @returns {Promise<Count>} */
  async () => {
    const node = command.endsWith('.mjs') ? [command] : [path.join('node_modules', '.bin', command)];
    const [program = '', ...rest] = command.endsWith('.mjs')
      ? [process.execPath, ...node, ...args]
      : [...node, ...args];
    await run(program, rest, { cwd: root, env: cleanEnvironment(), log: console.log });
    return { passed: 1, failed: 0, skipped: 0 };
  };

/** @typedef {{name: string, status: string, assertionResults: {fullName: string, status: string}[]}} FileResult */
/** @typedef {{numPassedTests: number, numFailedTests: number, numPendingTests: number, testResults: FileResult[]}} Report */

/** @param {string} name @param {...string} args @returns {Promise<Count & {files: FileResult[]}>} */
async function runVitest(name, ...args) {
  const report = path.join(reports, `${name}.json`);
  const outcome = await tool(
    'vitest',
    'run',
    ...args,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  )().catch((error) => error);
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = readReport(report, outcome);
  // A test file that does not even load fails the run without a failed test.
  const failed = outcome instanceof Error ? Math.max(numFailedTests, 1) : numFailedTests;
  return { passed: numPassedTests, failed, skipped: numPendingTests, files: testResults };
}

/** @param {string} name @param {...string} args */
const vitest =
  (name, ...args) =>
  () =>
    runVitest(name, ...args);

/**
 * Test files that fail run a second time, by themselves: a click or key may get lost while VS Code draws its window anew. What
 * passes only then is named. Tests of a file build on each other, so that the whole file has to run.
 * @param {string} name @param {...string} args
 */
const vitestTwice =
  (name, ...args) =>
  async () => {
    const first = await runVitest(name, ...args);
    const failing = first.files.filter(({ status }) => status !== 'passed');
    if (failing.length === 0) return first;
    /** @param {FileResult[]} files @param {string} wanted */
    const tests = (files, wanted) =>
      files.flatMap((file) => file.assertionResults.filter(({ status }) => status === wanted));
    for (const { fullName } of tests(failing, 'failed')) console.log(`failed at first: ${fullName}`);
    const again = await runVitest(`${name}-again`, ...args, ...failing.map((file) => file.name));
    const passedAgain = new Set(tests(again.files, 'passed').map(({ fullName }) => fullName));
    for (const { fullName } of tests(failing, 'failed'))
      if (passedAgain.has(fullName)) console.log(`passed at the second attempt only: ${fullName}`);
    /** @param {FileResult[]} files */
    const passed = (files) => tests(files, 'passed').length;
    return {
      passed: first.passed - passed(failing) + again.passed,
      failed: again.failed,
      skipped: first.skipped - tests(failing, 'pending').length + again.skipped,
    };
  };

/** @param {string} file @param {unknown} outcome @returns {Report} */
function readReport(file, outcome) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw outcome instanceof Error ? outcome : new Error(`${file}: the test runner wrote no report`);
  }
}

/** Stage name -> what it runs. Later stages use what `build` and `package` made. */
const stages = {
  types: tool('tsc', '--noEmit'),
  lint: tool('biome', 'ci', '.'),
  imports: tool('depcruise', 'src'),
  unused: tool('knip'),
  generated: tool('scripts/manifest.mjs', '--check'),
  build: tool('scripts/build.mjs'),
  unit: vitest('unit'),
  // The same mutations every time; `npm run fuzz` tries others, for as long as one likes.
  fuzz: tool('scripts/fuzz.mjs', '--seed', '1', '--seconds', '50'),
  soak: vitest('soak', '--config', 'vitest.soak.config.mts'),
  package: tool('scripts/package.mjs'),
  start: tool('scripts/start.mjs', '--check'),
  editor: vitestTwice('editor', '--config', 'vitest.editor.config.mts'),
};

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, list: { type: 'boolean' } } });
if (values.list) {
  console.log(Object.keys(stages).join('\n'));
  process.exit(0);
}
const unknown = values.only?.filter((name) => !(name in stages)) ?? [];
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}.`);
  process.exit(2);
}

needNode();
const log = timed(console.log);
await installDependencies(log);
mkdirSync(reports, { recursive: true });

/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, stage] of Object.entries(stages)) {
  if (values.only && !values.only.includes(name)) continue;
  log(`== ${name}`);
  const count = await stage().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  log(`   ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
