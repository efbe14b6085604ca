/** Files of the disk. */

import { readdir, readFile } from 'node:fs/promises';
import type { FileReader } from '../files';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** The value for a missing file or folder, everything else goes on as it is. */
const ifMissing =
  <T>(value: T) =>
  (error: unknown): T => {
    if (isMissing(error)) return value;
    throw error;
  };

export const nodeFiles: FileReader = {
  read: (path) => readFile(path).catch(ifMissing(undefined)),
  list: (folder) =>
    readdir(folder, { withFileTypes: true })
      .then((entries) => entries.map((entry) => ({ name: entry.name, folder: entry.isDirectory() })))
      .catch(ifMissing([])),
};
