/**
 * Runs a bundle with the code that V8 compiled at an earlier start, kept in the user's folder for caches. Compiling is most
 * of the time of a short start. Node does so by itself from 22.1 on, when it is asked to, but not Node 20.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { wrap } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import type { Storage } from '../storage';
import { createNodeStorage } from './storage';

/** Bytes of SHA-1. */
const DIGEST_LENGTH = 20;

/** A process that is killed never comes to its end; by then what a start needs has been compiled. */
const KEPT_AFTER_MS = 5000;

/**
 * Never fails for the sake of the cache: without it the bundle is compiled as ever.
 *
 * @param bundle path of a CommonJS bundle that requires only what Node has and what lies beside the caller
 * @param use what it is started for: starts for different uses compile different functions, and have caches of their own
 * @param requireOf `require` of the caller
 */
export function runCompiled(bundle: string, use: string, requireOf: NodeJS.Require): void {
  const source = readFileSync(bundle);
  const cache = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : new CompiledCode(cachePath(use), source);
  const cachedData = cache?.read();
  const script = new Script(wrap(source.toString()), { filename: bundle, cachedData });
  if (cache && (!cachedData || script.cachedDataRejected)) keepWhenSettled(script, cache);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, requireOf, module, bundle, dirname(bundle));
}

function keepWhenSettled(script: Script, cache: CompiledCode): void {
  const keep = (): void => {
    clearTimeout(timer);
    process.off('exit', keepAtEnd);
    cache.write(script.createCachedData());
  };
  // A start that failed did not get far, and may be for a use that does not exist.
  const keepAtEnd = (exitCode: number): void => {
    if (exitCode === 0) keep();
  };
  const timer = setTimeout(keep, KEPT_AFTER_MS).unref();
  process.once('exit', keepAtEnd);
}

/** Where the user's system keeps what can be made again. */
function cachePath(use: string): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const folders: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'),
  };
  const xdg = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(folders[process.platform] ?? xdg, 'hsx', `${use}-v8-${process.versions.v8}.bin`);
}

/** A file: a digest of the source and of the code, then the code. V8 itself looks only at the length of both. */
class CompiledCode {
  private readonly storage: Storage;

  constructor(
    path: string,
    private readonly source: Uint8Array,
  ) {
    this.storage = createNodeStorage(path);
  }

  read(): Buffer | undefined {
    const file = this.storage.read();
    if (!file) return undefined;
    const code = Buffer.from(file.buffer, file.byteOffset, file.length).subarray(DIGEST_LENGTH);
    return this.digest(code).equals(file.subarray(0, DIGEST_LENGTH)) ? code : undefined;
  }

  write(code: Buffer): void {
    this.storage.write(Buffer.concat([this.digest(code), code]));
  }

  private digest(code: Uint8Array): Buffer {
    return createHash('sha1').update(this.source).update(code).digest();
  }
}
