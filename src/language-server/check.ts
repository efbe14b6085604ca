/** Assembling an open document for its diagnostics, with the files it includes. */

import type { FileReader } from '../platform/files';
import { assemble } from '../toolchain/assemble';
import { SourceCache } from '../toolchain/build/source-cache';
import type { Diagnostic } from '../toolchain/diagnostics';

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the document and of everything it includes, found or not. */
  readonly files: ReadonlySet<string>;
}

export async function check(path: string, reader: FileReader): Promise<Check> {
  const sources = new SourceCache(reader);
  await sources.loadClosure(path);
  const files = new Set<string>();
  const { diagnostics } = assemble(path, (file) => {
    files.add(file);
    return sources.loaded(file);
  });
  return { diagnostics, files };
}
