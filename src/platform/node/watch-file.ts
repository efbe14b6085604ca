/** Tells when a file of the disk changes. */

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A file is often written in several pieces. Milliseconds. */
const QUIET = 50;

/**
 * Calls `onChange` after the file was written, replaced, made or removed. Its folder is watched, since many tools put a
 * new file in the place of the old one; of a folder that there is not, nothing is ever told.
 * @returns ends the watch
 */
export function watchFile(path: string, onChange: () => void): () => void {
  const name = basename(path);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watcher: FSWatcher | undefined;
  const end = (): void => {
    clearTimeout(timer);
    watcher?.close();
  };
  try {
    watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
      if (changed !== null && changed !== name) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, QUIET);
    });
    watcher.on('error', end);
  } catch {
    return () => {};
  }
  return end;
}
