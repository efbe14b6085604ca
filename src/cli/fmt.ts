/** `hsx fmt`: sources in the recommended form, in place or from standard input to standard output. */

import { buffer } from 'node:stream/consumers';
import { nodeFiles } from '../platform/node/files';
import { formatSource } from '../toolchain/format';
import { Failure, fileError } from './failure';
import { writeFiles } from './files';

const STANDARD_INPUT = '-';

/** @throws Failure when a file cannot be formatted, before any is written; with `check` also when one would change */
export async function fmt(files: readonly string[], { check = false }: { readonly check?: boolean }): Promise<void> {
  const sources = await Promise.all([...new Set(files)].map(readSource));
  const mistakes = sources.flatMap(({ mistake }) => mistake ?? []);
  if (mistakes.length > 0) throw new Failure(mistakes);
  const formatted = sources.map(({ path, text }) => ({ path, text, content: formatSource(text) }));
  const changed = formatted.filter(({ text, content }) => content !== text);
  if (check) {
    for (const { path } of changed) console.log(path);
    if (changed.length > 0) throw new Failure([]);
    return;
  }
  for (const { path, content } of formatted) if (path === STANDARD_INPUT) process.stdout.write(content);
  await writeFiles(
    changed.filter(({ path }) => path !== STANDARD_INPUT),
    [],
  );
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly mistake?: string;
}

/** Bytes that are no UTF-8 would be lost, and so they are a mistake. */
async function readSource(path: string): Promise<Source> {
  const failed = (message: string): Source => ({ path, text: '', mistake: fileError(path, message) });
  if (path !== STANDARD_INPUT && !/\.(mvasm|asm)$/i.test(path)) {
    return failed('hsx fmt takes sources (.mvasm or .asm), or - for standard input');
  }
  try {
    const bytes = path === STANDARD_INPUT ? await buffer(process.stdin) : await nodeFiles.read(path);
    if (!bytes) return failed('the file does not exist');
    return { path, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return failed('the text is not UTF-8; save it as UTF-8 first');
    return failed(`the file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
