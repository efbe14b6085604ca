/** Programs from the files of the executive, with their symbols (executive-protocol spec 5.1). */

import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { LoadedImage } from '../../executive/task-record';
import type { FileReader } from '../../platform/files';
import type { LoadReply } from '../contract/tasks';
import type { Caller, Surroundings } from './handler';
import { loadSymbols, symbolPath } from './load-symbols';
import { needed } from './needs';

/** @throws ExecutiveError when there is no such file, or no files at all */
export async function readProgram({ files }: Surroundings, path: string): Promise<Uint8Array> {
  const reader = needed(files, "load requires 'image': there are no files here");
  let bytes: Uint8Array | undefined;
  try {
    bytes = await reader.read(path);
  } catch (error) {
    throw new ExecutiveError(`cannot read '${path}': ${(error as Error).message}`);
  }
  if (bytes === undefined) throw new ExecutiveError(`[Errno 2] No such file or directory: '${path}'`);
  return bytes;
}

/** The one file that there is. */
const fileOf = (text: string): FileReader => ({
  read: async () => new TextEncoder().encode(text),
  list: async () => [],
});

interface LoadRequest {
  readonly path: string;
  readonly image?: Uint8Array | undefined;
  readonly symbols?: string | undefined;
  readonly symbol_text?: string | undefined;
}

export async function loadProgram(
  executive: Executive,
  { path, image, symbols, symbol_text: text }: LoadRequest,
  caller: Caller,
): Promise<LoadReply> {
  const surroundings = text === undefined ? caller.surroundings : { files: fileOf(text) };
  const loaded = executive.load(path, image ?? (await readProgram(caller.surroundings, path)));
  return withSymbols(executive, surroundings, loaded, symbolPath(path, symbols));
}

/** Gives a new task its symbols, as far as there are any. @param path of the symbol file */
export async function withSymbols(
  executive: Executive,
  surroundings: Surroundings,
  image: LoadedImage,
  path: string,
): Promise<LoadReply> {
  const { metadata, pid } = image;
  const symbols = await loadSymbols(executive, surroundings, pid, path);
  const { values, commands, mailboxes } = metadata;
  executive.log.add('info', 'metadata_registered', {
    pid,
    values: values.length,
    commands: commands.length,
    mailboxes: mailboxes.length,
  });
  const warnings = symbols.loaded
    ? []
    : [symbols.error === undefined ? `symbols_missing:${symbols.path}` : `symbols_failed:${symbols.error}`];
  return { ...image, symbols, ...(warnings.length > 0 && { warnings }) };
}
