// @ts-check
// Showing the packaged extension: in desktop VS Code, or in a VS Code served to the browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { cacheDir } from './cache.mjs';
import { installVsix, startCodeServer, writeSettings } from './code-server.mjs';
import { run, which } from './process.mjs';

/** @typedef {import('./process.mjs').Log} Log */
/** @typedef {import('./prepare.mjs').Built} Built */
/** @typedef {{port: number, host: string, check: boolean, open: boolean}} BrowserOptions */

const PORTS_TO_TRY = 50;

/**
 * @param {string} code the `code` command
 * @param {Built} built
 * @param {Log} log
 */
export async function startOnDesktop(code, { vsix, examples }, log) {
  try {
    log(`Installing the extension into VS Code (${code})`);
    await run(code, ['--install-extension', vsix, '--force']);
    await run(code, ['--new-window', examples]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nTo use VS Code in the browser instead: npm start -- --browser`);
  }
  log(`VS Code opens ${examples}. Open a program there and press F5.`);
}

/**
 * Serves VS Code until Ctrl-C.
 * @param {Built} built
 * @param {BrowserOptions} options
 * @param {Log} log
 */
export async function startInBrowser({ vsix, examples }, { port, host, check, open }, log) {
  const home = path.join(cacheDir(), 'start');
  const folders = { userDataDir: path.join(home, 'user-data'), extensionsDir: path.join(home, 'extensions') };
  // Only once: what the user changes later stays.
  if (!existsSync(path.join(folders.userDataDir, 'User', 'settings.json'))) await writeSettings(folders.userDataDir);
  const stopped = stopSignal();
  log('Starting VS Code for the browser');
  await installVsix({ vsix, ...folders, log });
  const server = await startCodeServer({ ...folders, folder: examples, host, port: await freePort(port, host), log });
  if (check) {
    await server.close();
    log(`VS Code answered on ${server.url}`);
    return;
  }
  log(`\nOpen ${server.url}\nOpen a program there and press F5. Ctrl-C here stops VS Code. Its log: ${server.logFile}`);
  if (open) openBrowser(server.url);
  const ended = await Promise.race([stopped.wait(), server.exited.then(() => 'exited')]);
  await server.close();
  if (ended === 'exited') throw new Error(`VS Code (code-server) ended by itself. Read ${server.logFile}.`);
  log('\nVS Code has stopped.');
}

/** Until someone waits for it, a signal ends this process, which takes a half-started VS Code along. */
function stopSignal() {
  /** @type {(signal: string) => void} */
  let act = () => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => act(signal));
  return { wait: () => new Promise((resolve) => (act = resolve)) };
}

/**
 * @param {number} first
 * @param {string} host
 */
async function freePort(first, host) {
  if (first === 0) return 0;
  for (let port = first; port < Math.min(first + PORTS_TO_TRY, 65_536); port++) {
    if (await canListen(port, host)) return port;
  }
  throw new Error(`No free port on ${host} from ${first} on. Choose another with --port, or check --host.`);
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function canListen(port, host) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host }, () => probe.close(() => resolve(true)));
  });
}

/** @param {string} url */
function openBrowser(url) {
  const mac = process.platform === 'darwin';
  const display = mac || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  const opener = display && which(mac ? 'open' : 'xdg-open');
  if (!opener) return;
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {}); // the address is printed anyway
  child.unref();
}
