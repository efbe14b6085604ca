/** One file that is replaced as a whole: written beside it first, then moved over it. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Storage } from '../storage';

export function createNodeStorage(path: string): Storage {
  // As the reference names it: the suffix gives way.
  const beside = `${path.replace(/\.[^./\\]*$/, '')}.tmp`;
  return {
    read() {
      try {
        return readFileSync(path);
      } catch {
        return undefined;
      }
    },
    write(bytes) {
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(beside, bytes);
        renameSync(beside, path);
        return undefined;
      } catch (error) {
        discard(beside);
        return (error as Error).message;
      }
    },
  };
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is gone, and the file with it.
  }
}
