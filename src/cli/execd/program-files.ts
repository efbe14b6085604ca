/** Files for a served executive: a source stands for the image and the symbols that it builds. */

import type { FileReader } from '../../platform/files';
import { nodeFiles } from '../../platform/node/files';
import { buildProgram } from '../../toolchain/build';
import { formatDiagnostic, hasErrors } from '../../toolchain/diagnostics';
import { writeSymbols } from '../../toolchain/symbols';

const isSource = (path: string): boolean => /\.(mvasm|asm|hxo)$/i.test(path);
const symbolsOf = (path: string): string => path.replace(/\.[^.]*$/, '.sym');

/** Reads as the disk does, except that sources are built. A build with errors rejects with its diagnostics. */
export function programFiles(): FileReader {
  /** Symbols of sources that were built, by the path where they would stand. */
  const built = new Map<string, Uint8Array>();
  return {
    list: (folder) => nodeFiles.list(folder),
    async read(path) {
      if (!isSource(path)) return built.get(path) ?? nodeFiles.read(path);
      if ((await nodeFiles.read(path)) === undefined) return undefined;
      const { image, symbolFile, diagnostics } = await buildProgram([path], nodeFiles, { findImports: true });
      if (!image || hasErrors(diagnostics)) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
      if (symbolFile) built.set(symbolsOf(path), new TextEncoder().encode(writeSymbols(symbolFile)));
      return image;
    },
  };
}
