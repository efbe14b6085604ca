// @ts-check
// The cache outside the checkout: a folder in it either does not exist or is complete.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('./process.mjs').Log} Log */

const HEARTBEAT_MS = 2_000;
const STALE_MS = 20_000;

/** The folder for everything downloaded or compiled; it outlives checkouts. */
export function cacheDir() {
  const own = process.env['HSX_CACHE_DIR'];
  if (own) return path.resolve(own);
  const shared = process.env['XDG_CACHE_HOME'];
  return path.resolve(shared || path.join(os.homedir(), '.cache'), 'hsx-vscode');
}

/**
 * Returns the cache folder `name`, building it first when it is not there. Builds in a folder beside it and renames,
 * so that an interrupted build leaves nothing that could be used; a lock keeps two processes from building at once.
 * @param {string} name carries the version of the content
 * @param {(folder: string) => Promise<void>} build fills the empty folder it is given
 * @param {{log?: Log | undefined}} [options]
 * @returns {Promise<string>}
 */
export async function once(name, build, { log } = {}) {
  const ready = path.join(cacheDir(), name);
  if (existsSync(ready)) return ready;
  await mkdir(path.dirname(ready), { recursive: true });
  const release = await lock(ready, log);
  try {
    if (!release || existsSync(ready)) return ready;
    await removeLeftovers(ready);
    const temporary = `${ready}.building-${process.pid}-${Date.now()}`;
    await mkdir(temporary);
    try {
      await build(temporary);
      await publish(temporary, ready);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return ready;
  } finally {
    await release?.();
  }
}

/**
 * @param {string} temporary
 * @param {string} ready
 */
async function publish(temporary, ready) {
  try {
    await rename(temporary, ready);
  } catch (error) {
    // Someone took our lock for dead and was faster: theirs is as good.
    if (!existsSync(ready)) throw error;
  }
}

/**
 * Half-built folders of processes that died; only the owner of the lock may clean up.
 * @param {string} ready
 */
async function removeLeftovers(ready) {
  const prefix = `${path.basename(ready)}.building-`;
  for (const entry of await readdir(path.dirname(ready))) {
    if (entry.startsWith(prefix)) await rm(path.join(path.dirname(ready), entry), { recursive: true, force: true });
  }
}

/**
 * Waits until this process owns the lock or the folder has appeared.
 * @param {string} ready
 * @param {Log} [log]
 * @returns {Promise<(() => Promise<void>) | undefined>} releases the lock; nothing when the folder is ready
 */
async function lock(ready, log) {
  const file = `${ready}.lock`;
  const owner = `${process.pid}@${os.hostname()}`;
  let told = false;
  while (!existsSync(ready)) {
    try {
      await writeFile(file, owner, { flag: 'wx' });
      const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
      beat.unref();
      return async () => {
        clearInterval(beat);
        if ((await readFile(file, 'utf8').catch(() => '')) === owner) await rm(file, { force: true });
      };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (await isStale(file)) await rm(file, { force: true });
    else {
      if (!told) log?.(`Waiting for another process that is building ${ready}`);
      told = true;
      await sleep(250);
    }
  }
  return undefined;
}

/** @param {string} file */
async function isStale(file) {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > STALE_MS) return true;
    const [pid, host] = (await readFile(file, 'utf8')).split('@');
    return host === os.hostname() && !isAlive(Number(pid));
  } catch {
    return false; // gone meanwhile
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
