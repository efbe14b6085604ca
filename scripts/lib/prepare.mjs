// @ts-check
// From a checkout to a packaged extension: dependencies, build, .vsix.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run, timed } from './process.mjs';

/** @typedef {import('./process.mjs').Log} Log */
/** @typedef {{checkout: string, vsix: string, examples: string}} Built */

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Installs what package-lock.json names unless that has been done.
 * @param {Log} log
 */
export async function installDependencies(log) {
  if (!dependenciesAreOld()) return;
  log('Installing dependencies (npm ci)');
  await npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
}

/**
 * @param {Log} log
 * @returns {Promise<Built>}
 */
export async function prepare(log) {
  const step = timed(log);
  await installDependencies(step);
  step('Building and packaging the extension');
  await npm('run', 'package', '--silent');
  const vsix = path.join(checkout, 'dist', 'hsx-vscode.vsix');
  if (!existsSync(vsix)) {
    throw new Error(`${vsix}: not there after \`npm run package\`. Run that alone and read its output.`);
  }
  step('The extension is packaged');
  return { checkout, vsix, examples: path.join(checkout, 'examples') };
}

/** npm writes its hidden lock file at the end of an installation. */
function dependenciesAreOld() {
  const installed = path.join(checkout, 'node_modules', '.package-lock.json');
  const wanted = path.join(checkout, 'package-lock.json');
  return !existsSync(installed) || (existsSync(wanted) && statSync(installed).mtimeMs < statSync(wanted).mtimeMs);
}

/** @param {...string} args */
async function npm(...args) {
  // Under `npm start` this names the very npm that runs us, on every system.
  const script = process.env['npm_execpath'];
  if (script?.endsWith('.js')) await run(process.execPath, [script, ...args], { cwd: checkout });
  else await run('npm', args, { cwd: checkout });
}
