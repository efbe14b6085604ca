/** Assembling an open document for its diagnostics, with the files it includes. */

import { assemble } from '../toolchain/assemble';
import type { Diagnostic } from '../toolchain/diagnostics';

export interface Sources {
  /** The text of an open document. */
  readonly open: (path: string) => string | undefined;
  /** The text of a file that is not open; `undefined` when it cannot be read. */
  readonly fetch: (path: string) => Promise<string | undefined>;
}

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the document and of everything it includes, found or not. */
  readonly files: ReadonlySet<string>;
}

/**
 * The assembler reads synchronously and files come asynchronously: it runs again while it asks for files not yet
 * fetched. With the files of the last check as `expected` one run is enough.
 */
export async function check(path: string, sources: Sources, expected: Iterable<string> = []): Promise<Check> {
  const fetched = new Map<string, string | undefined>();
  const isNew = (file: string): boolean => !fetched.has(file) && sources.open(file) === undefined;
  let wanted = [...expected].filter(isNew);
  for (;;) {
    const texts = await Promise.all(wanted.map(sources.fetch));
    for (const [index, file] of wanted.entries()) fetched.set(file, texts[index]);
    const files = new Set<string>();
    const { diagnostics } = assemble(path, (file) => {
      files.add(file);
      return sources.open(file) ?? fetched.get(file);
    });
    wanted = [...files].filter(isNew);
    if (wanted.length === 0) return { diagnostics, files };
  }
}
