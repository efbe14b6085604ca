/** Files for a served executive: a source, or a program of hsx.json, stands for the image and the symbols that it builds. */

import { basename, dirname, join } from 'pathe';
import type { FileReader } from '../../platform/files';
import { plainFiles } from '../../platform/node/files';
import { buildProgram } from '../../toolchain/build';
import { formatDiagnostic, hasErrors } from '../../toolchain/diagnostics';
import { PROJECT_FILE, programName } from '../../toolchain/project/project';
import { writeSymbols } from '../../toolchain/symbols';
import { buildable, type SourceOptions } from '../project';

const isSource = (path: string): boolean => /\.(mvasm|asm|hxo)$/i.test(path);
const symbolsOf = (path: string): string => `${path.replace(/\.[^./\\]*$/, '')}.sym`;

/** Whether the path may be that of a program of a project: a folder with hsx.json and a name. */
async function mayBeProgram(path: string): Promise<boolean> {
  return programName.test(basename(path)) && (await plainFiles.read(join(dirname(path), PROJECT_FILE))) !== undefined;
}

/** Reads as the disk does, except that programs are built. A build with errors rejects with its diagnostics. */
export function programFiles(sources: SourceOptions): FileReader {
  /** Symbols of programs that were built, by the path where they would stand. */
  const built = new Map<string, Uint8Array>();
  return {
    list: (folder) => plainFiles.list(folder),
    async read(path) {
      if (!isSource(path) && !(await mayBeProgram(path))) return built.get(path) ?? plainFiles.read(path);
      if (isSource(path) && (await plainFiles.read(path)) === undefined) return undefined;
      const { files, options } = await buildable(path, sources);
      const { image, symbolFile, diagnostics } = await buildProgram(files, plainFiles, options);
      if (!image || hasErrors(diagnostics)) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
      if (symbolFile) built.set(symbolsOf(path), new TextEncoder().encode(writeSymbols(symbolFile)));
      return image;
    },
  };
}
