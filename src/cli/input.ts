/** What the commands read: files of the disk, and standard input as the file `-`. */

import { buffer } from 'node:stream/consumers';
import type { FileReader } from '../platform/files';
import { nodeFiles } from '../platform/node/files';
import { Failure } from './failure';

const STANDARD_INPUT = '-';
const held = new Map<string, Uint8Array>();

/** Files of the disk, and what {@link nameInputs} has read. */
export const inputFiles: FileReader = {
  ...nodeFiles,
  read: async (path) => held.get(path) ?? nodeFiles.read(path),
};

/** What the content is tells the name it gets: images and objects begin in a way that sources do not. */
function nameFor(content: Buffer): string {
  if (content.subarray(0, 4).toString('latin1') === 'HSXE') return '<stdin>.hxe';
  return /^\s*\{/.test(content.subarray(0, 100).toString('latin1')) ? '<stdin>.hxo' : '<stdin>.mvasm';
}

/**
 * The files with a name in the place of `-`, for which standard input is read.
 * @throws Failure when `-` stands there twice
 */
export async function nameInputs<Files extends readonly string[]>(files: Files): Promise<Files> {
  const count = files.filter((file) => file === STANDARD_INPUT).length;
  if (count === 0) return files;
  if (count > 1) throw new Failure(['error: - stands for standard input, which can be read only once'], 2);
  const content = await buffer(process.stdin);
  const name = nameFor(content);
  held.set(name, content);
  return files.map((file) => (file === STANDARD_INPUT ? name : file)) as readonly string[] as Files;
}

export async function nameInput(file: string): Promise<string> {
  const [name] = await nameInputs([file] as const);
  return name;
}
