// @ts-check
// Starting code-server, installing extensions into it, and stopping it with all its processes.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { provideCodeServer } from './code-server-build.mjs';
import { cleanEnvironment, lastLines, run } from './process.mjs';
import { endGroup, signalGroup } from './process-group.mjs';

export { provideCodeServer } from './code-server-build.mjs';
export { screenshotSettings, writeSettings } from './code-server-settings.mjs';

/** @typedef {import('./process.mjs').Log} Log */

/**
 * @typedef {object} StartOptions
 * @property {string} folder the folder to open
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {number} [port] 0, the default, takes a free one
 * @property {string} [host]
 * @property {string} [logFile] default: `server.log` in the user data folder
 * @property {NodeJS.ProcessEnv | undefined} [env] more environment for the editor
 * @property {Log | undefined} [log]
 */

/**
 * @typedef {object} RunningCodeServer
 * @property {string} url opens the folder
 * @property {string} origin scheme, host and port of the url
 * @property {number} port
 * @property {number} pid
 * @property {string} logFile
 * @property {Promise<void>} exited settles when the server has ended, for whatever reason
 * @property {() => Promise<void>} close ends the server and everything it started
 */

const START_MS = 60_000;

/**
 * Starts a VS Code and waits until it answers.
 * @param {StartOptions} options
 * @returns {Promise<RunningCodeServer>}
 */
export async function startCodeServer(options) {
  const { folder, port = 0, host = '127.0.0.1', log } = options;
  const { userDataDir, extensionsDir } = folders(options);
  const { node, entry } = await provideCodeServer({ log });
  await mkdir(userDataDir, { recursive: true });
  await mkdir(extensionsDir, { recursive: true });
  const logFile = path.resolve(options.logFile ?? path.join(userDataDir, 'server.log'));
  // In the user data folder its path could be too long for a socket.
  const socket = path.join(os.tmpdir(), `hsx-code-server-${process.pid}-${Date.now()}.sock`);
  const output = openSync(logFile, 'w');
  const child = spawn(
    node,
    [
      entry,
      ...common(userDataDir, extensionsDir),
      ...['--auth', 'none', '--bind-addr', `${host.includes(':') ? `[${host}]` : host}:${port}`],
      ...['--session-socket', socket, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      path.resolve(folder),
    ],
    { cwd: userDataDir, detached: true, stdio: ['ignore', output, output], env: environment(userDataDir, options.env) },
  );
  closeSync(output);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
  const pid = child.pid;
  if (pid === undefined)
    throw new Error(
      `Could not start ${node}: the cache at ${path.dirname(entry)} may be damaged; delete it and try again.`,
    );
  const killOnExit = () => signalGroup(pid, 'SIGKILL');
  process.once('exit', killOnExit);
  const close = async () => {
    await endGroup(pid);
    process.off('exit', killOnExit);
    await rm(socket, { force: true });
  };
  try {
    const answered = await answering(logFile, host, () => child.exitCode !== null || child.signalCode !== null);
    return { ...answered, url: folderUrl(answered.origin, folder), pid, logFile, exited, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * @param {string} origin
 * @param {string} folder
 */
export function folderUrl(origin, folder) {
  return `${origin}/?folder=${encodeURIComponent(path.resolve(folder)).replaceAll('%2F', '/')}`;
}

/**
 * Installs a packaged extension; one of the same version is replaced.
 * @param {{vsix: string, userDataDir: string, extensionsDir: string, log?: Log | undefined}} options
 */
export async function installVsix({ vsix, log, ...options }) {
  const { userDataDir, extensionsDir } = folders(options);
  const { node, entry } = await provideCodeServer({ log });
  await mkdir(userDataDir, { recursive: true });
  const args = [entry, ...common(userDataDir, extensionsDir), '--install-extension', path.resolve(vsix), '--force'];
  await run(node, args, { env: environment(userDataDir) });
}

/** @param {{userDataDir: string, extensionsDir: string}} options */
function folders({ userDataDir, extensionsDir }) {
  return { userDataDir: path.resolve(userDataDir), extensionsDir: path.resolve(extensionsDir) };
}

/**
 * @param {string} userDataDir
 * @param {string} extensionsDir
 */
function common(userDataDir, extensionsDir) {
  const config = path.join(userDataDir, 'code-server.yaml');
  return ['--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
}

/**
 * @param {string} userDataDir
 * @param {NodeJS.ProcessEnv} [extra]
 */
function environment(userDataDir, extra) {
  // code-server keeps a heartbeat and logs in the data folder: not in the user's.
  return cleanEnvironment({ XDG_DATA_HOME: path.join(userDataDir, 'data'), ...extra });
}

/**
 * @param {string} logFile
 * @param {string} host
 * @param {() => boolean} dead
 */
async function answering(logFile, host, dead) {
  const end = Date.now() + START_MS;
  while (Date.now() < end && !dead()) {
    const port = Number(/HTTP server listening on \S+:(\d+)/.exec(await readFile(logFile, 'utf8'))?.[1] ?? 0);
    if (port) {
      // 0.0.0.0 and :: are addresses to listen on, not to go to.
      const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
      const origin = `http://${name}:${port}`;
      const ok = await fetch(origin, { signal: AbortSignal.timeout(10_000) }).then(
        async (response) => (await response.arrayBuffer()) && response.ok,
        () => false,
      );
      if (ok) return { origin, port };
    }
    await sleep(50);
  }
  const what = dead()
    ? 'VS Code (code-server) ended while starting'
    : `VS Code (code-server) did not answer in ${START_MS / 1000} s`;
  throw new Error(`${what}. Its last lines, from ${logFile}:\n${lastLines(await readFile(logFile, 'utf8'), 20)}`);
}
