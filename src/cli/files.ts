/** Output files of the command line: all of them whole, or none of them touched. */

import { access, constants, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure, fileError } from './failure';

export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes beside each target and renames at the end, so that whatever goes wrong leaves the old files or the new ones.
 * @param inputs files that were read and must not be overwritten
 * @throws Failure naming the file
 */
export async function writeFiles(outputs: readonly OutputFile[], inputs: readonly string[]): Promise<void> {
  await refuseOverwriting(outputs, inputs);
  const staged: Staged[] = [];
  try {
    for (const output of outputs) staged.push(await stage(output));
    for (const { path, finish } of staged) await finish().catch((error) => Promise.reject(cannotWrite(path, error)));
  } finally {
    for (const { temporary } of staged) if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

async function refuseOverwriting(outputs: readonly OutputFile[], inputs: readonly string[]): Promise<void> {
  const taken = new Set(await Promise.all(inputs.map(targetOf)));
  for (const { path } of outputs) {
    const target = await targetOf(path);
    if (taken.has(target)) throw new Failure([`error: ${path} is read or written by this command already`], 2);
    taken.add(target);
  }
}

interface Staged {
  readonly path: string;
  /** To be removed at the end. */
  readonly temporary?: string;
  readonly finish: () => Promise<void>;
}

const STANDARD_OUTPUT = '-';

async function stage({ path, content }: OutputFile): Promise<Staged> {
  if (path === STANDARD_OUTPUT) return { path, finish: async () => void process.stdout.write(content) };
  const target = await targetOf(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const present = await stat(target).catch(() => undefined);
    // A device or a pipe, as /dev/stdout, is written to and not replaced.
    if (present && !present.isFile() && !present.isDirectory()) {
      return { path, temporary, finish: () => writeFile(target, content) };
    }
    if (present?.isDirectory()) throw new Error('it is a folder');
    if (present) await access(target, constants.W_OK);
    await mkdir(dirname(target), { recursive: true }).catch(unlessPresent);
    await writeFile(temporary, content);
    return { path, temporary, finish: () => rename(temporary, target) };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw cannotWrite(path, error);
  }
}

/** A file in the place of the folder is told better by writing into it. */
function unlessPresent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** What a path stands for, links resolved. */
const targetOf = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

function cannotWrite(path: string, error: unknown): Failure {
  // Node adds the system call and the path again behind a comma.
  const reason = error instanceof Error ? error.message.split(', ')[0] : String(error);
  return new Failure([fileError(path, `the file cannot be written: ${reason}`)]);
}
