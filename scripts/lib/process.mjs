// @ts-check
// Running other programs: one way to spawn, to show what they say, and to fail with their last words.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** @typedef {(line: string) => void} Log */

/**
 * @typedef {object} RunOptions
 * @property {string | undefined} [cwd]
 * @property {NodeJS.ProcessEnv | undefined} [env] replaces the whole environment
 * @property {Log | undefined} [log] receives every output line while the program runs
 */

const LINES_IN_ERROR = 25;

/**
 * Runs a program to its end and returns what it wrote; throws when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} standard output and standard error, in the order they came
 */
export function run(command, args, { cwd, env, log } = {}) {
  // Windows can start a .cmd file (npm, code) only through its shell, which needs the quotes.
  const shell = process.platform === 'win32' && !command.endsWith('.exe');
  const words = shell ? [command, ...args].map((word) => `"${word}"`) : [command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(words[0] ?? command, words.slice(1), { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let pending = '';
    /** @param {string} text */
    const take = (text) => {
      output += text;
      if (!log) return;
      const lines = (pending + text).split(/\r?\n/);
      pending = lines.pop() ?? '';
      for (const line of lines) log(line);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
    /** @param {string} reason */
    const fail = (reason) => reject(new Error(describe([command, ...args], cwd, reason, output)));
    child.on('error', (error) => fail(`could not start: ${error.message}`));
    child.on('close', (code, signal) => {
      if (log && pending) log(pending);
      if (code === 0) resolve(output);
      else fail(signal ? `was ended by ${signal}` : `failed with exit code ${code}`);
    });
  });
}

/**
 * @param {readonly string[]} words
 * @param {string | undefined} cwd
 * @param {string} reason
 * @param {string} output
 */
function describe(words, cwd, reason, output) {
  const where = cwd ? ` (in ${cwd})` : '';
  const tail = lastLines(output, LINES_IN_ERROR);
  return `${words.join(' ')}${where} ${reason}${tail ? `\n${tail}` : ''}`;
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * Finds a program the way a shell would.
 * @param {string} program a name, or an absolute path
 * @returns {string | undefined} its path
 */
export function which(program) {
  const folders = path.isAbsolute(program) ? [''] : (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const candidates = folders.flatMap((folder) => endings.map((ending) => path.join(folder, program + ending)));
  return candidates.find(isProgram);
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

// What an npm started from inside an npm script must keep; the rest describes the outer package.
const NPM_KEPT = /^npm_config_(registry|cache|cafile|userconfig|globalconfig|proxy|https_proxy|noproxy)$/i;
// Set by an enclosing VS Code, code-server, npm script or test runner, and read by the programs started here.
const FOREIGN =
  /^(npm_|VSCODE_|CODE_SERVER_|CS_|ELECTRON_|VITEST|TERM_PROGRAM|GIT_ASKPASS|NODE_OPTIONS$|NODE_ENV$|NODE_CHANNEL_|NODE_UNIQUE_ID$|INIT_CWD$|PORT$|PASSWORD$|HASHED_PASSWORD$|LOG_LEVEL$|GITHUB_TOKEN$|EXTENSIONS_GALLERY$)/;

/**
 * The environment without what the surrounding tools put there.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(extra = {}) {
  const entries = Object.entries(process.env).filter(([name]) => NPM_KEPT.test(name) || !FOREIGN.test(name));
  return { ...Object.fromEntries(entries), ...extra };
}

/**
 * Progress lines that carry the time since the first one.
 * @param {Log} log
 * @returns {Log}
 */
export function timed(log) {
  const start = performance.now();
  return (line) => log(`[${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}
