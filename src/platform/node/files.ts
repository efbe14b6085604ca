/** Files of the disk. */

import { readdir, readFile, stat } from 'node:fs/promises';
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

/** Reads no device and no pipe, which may never end: for paths that others name. */
export const plainFiles: FileReader = {
  ...nodeFiles,
  async read(path) {
    const found = await stat(path).catch(ifMissing(undefined));
    if (found && !found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is a device or a pipe');
    return found && nodeFiles.read(path);
  },
};
