/** Files of the command line: whole or not at all. */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from './failure';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Writes beside the target and renames, so that an interrupted run leaves the old file or the new one.
 * @throws Failure naming the file
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Failure([`${file}:1:1: error: the file cannot be written: ${reason(error)}`]);
  }
}
