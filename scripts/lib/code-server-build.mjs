// @ts-check
// A real VS Code from the npm registry alone: code-server with the Node it needs, built once into the cache.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { cacheDir, once } from './cache.mjs';
import { needPrograms } from './debian.mjs';
import { cleanEnvironment, run, timed, which } from './process.mjs';

/** @typedef {import('./process.mjs').Log} Log */
/** @typedef {{node: string, entry: string}} CodeServer the Node 24 executable and code-server's entry script */

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
// Raise it when the steps below change what lies in the folder.
const RECIPE = 1;

// node-pty, argon2 and the watcher come with binaries and compile only where theirs does not fit. Left out, and not
// missed: kerberos (proxy log-in), sqlite3 (agent sessions), which alone would need development packages.
const NATIVE = ['node-pty', '@vscode/spdlog', '@vscode/native-watchdog', '@parcel/watcher'];
const COMPILERS = { 'g++': 'g++', make: 'make', python3: 'python3' };

/** The cache folder's name: everything that the binaries in it depend on. */
export const codeServerName = `code-server-${CODE_SERVER}-node-${NODE}-${process.platform}-${process.arch}-r${RECIPE}`;

/**
 * Provides code-server and the Node that runs it; builds them on first use, in about a minute.
 * @param {{log?: Log | undefined}} [options]
 * @returns {Promise<CodeServer>}
 */
export async function provideCodeServer({ log = () => {} } = {}) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `VS Code in the browser can be set up on Linux x64 and arm64 only, not on ${process.platform} ${process.arch}.\n` +
        'Install desktop VS Code with its `code` command on PATH and try again.',
    );
  }
  const folder = await once(codeServerName, (empty) => build(empty, timed(log)), { log });
  return { node: nodeIn(folder), entry: path.join(codeServerIn(folder), 'out/node/entry.js') };
}

/** @param {string} folder */
const nodeFolder = (folder) => path.join(folder, 'node_modules', `node-linux-${process.arch}`);
/** @param {string} folder */
const nodeIn = (folder) => path.join(nodeFolder(folder), 'bin/node');
/** @param {string} folder */
const codeServerIn = (folder) => path.join(folder, 'node_modules/code-server');

/**
 * @param {string} folder
 * @param {Log} log
 */
async function build(folder, log) {
  log(`Setting up VS Code ${CODE_SERVER} (code-server) once, in ${cacheDir()}`);
  await needPrograms(COMPILERS, { why: 'to compile parts of VS Code', log });

  log(`Downloading Node ${NODE} and code-server ${CODE_SERVER}`);
  // A package.json of its own, or npm would look for one in the folders above.
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const exact = [`node-linux-${process.arch}@${NODE}`, `code-server@${CODE_SERVER}`];
  // Their own install scripts would download tools from elsewhere.
  await npm(folder, folder, 'install', '--ignore-scripts', '--save-exact', ...exact);

  log('Downloading what VS Code is made of');
  const vscode = path.join(codeServerIn(folder), 'lib/vscode');
  await npm(folder, vscode, 'install', '--ignore-scripts', '--omit=dev');

  log('Compiling native modules');
  await npm(folder, codeServerIn(folder), 'rebuild', 'argon2');
  await npm(folder, vscode, 'rebuild', ...NATIVE);

  log('Checking');
  const load = `for (const name of ${JSON.stringify(NATIVE)}) require(name)`;
  await run(nodeIn(folder), ['-e', load], { cwd: vscode, env: cleanEnvironment() });
  await run(nodeIn(folder), ['-e', 'require("argon2")'], { cwd: codeServerIn(folder), env: cleanEnvironment() });
  log('VS Code is ready');
}

/**
 * Runs npm with the new Node, so that native modules are compiled for it and against its headers.
 * @param {string} folder
 * @param {string} cwd
 * @param {...string} args
 */
async function npm(folder, cwd, ...args) {
  if (!which('npm')) throw new Error('npm: not found on PATH. Install Node.js 20 or later with npm and try again.');
  const env = cleanEnvironment({
    PATH: `${path.dirname(nodeIn(folder))}${path.delimiter}${process.env['PATH']}`,
    npm_config_nodedir: nodeFolder(folder),
    npm_config_jobs: 'max',
    npm_config_engine_strict: 'false',
  });
  await run('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], { cwd, env });
}
