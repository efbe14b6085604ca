/** `hsx build`: sources and objects to an image. */

import { dirname, isAbsolute, resolve } from 'node:path';
import { type SymbolFile, writeSymbols } from '../toolchain/symbols';
import { Failure, fileError } from './failure';
import { writeFiles } from './files';
import { nameInputs } from './input';
import { buildOrFail } from './program';

export interface BuildCommand {
  readonly output: string;
  readonly sym?: string;
  readonly appName?: string;
  readonly singleInstance?: boolean;
  /** 16 bits. */
  readonly reqCap?: number;
  readonly debugInfo?: readonly string[];
}

export async function build(inputs: readonly [string, ...string[]], options: BuildCommand): Promise<void> {
  const { output, sym, appName, singleInstance, reqCap, debugInfo } = options;
  const files = await nameInputs(inputs);
  const image = files.find((file) => file.toLowerCase().endsWith('.hxe'));
  if (image !== undefined) {
    throw new Failure([fileError(image, 'this is an image already; hsx build takes sources and objects')]);
  }
  const built = await buildOrFail(files, {
    // On standard output an image has no name of its own.
    output: output === '-' ? undefined : output,
    appName,
    allowMultiple: !singleInstance,
    requiredCapabilities: reqCap,
    debugInputs: debugInfo,
  });
  const outputs: { path: string; content: string | Uint8Array }[] = [{ path: output, content: built.image }];
  if (sym !== undefined && built.symbolFile) {
    const located = withFolder(built.symbolFile, dirname(resolve(files[0])));
    outputs.push({ path: sym, content: writeSymbols(located) });
  }
  await writeFiles(outputs, [...built.units, ...built.sources, ...(debugInfo ?? [])]);
}

/** A build from relative paths names sources from the first one's folder; a debugger has to know which that was. */
function withFolder(symbols: SymbolFile, folder: string): SymbolFile {
  const instructions = symbols.instructions.map((record) =>
    record.file === undefined || record.directory !== undefined || isAbsolute(record.file)
      ? record
      : { ...record, directory: folder },
  );
  return { ...symbols, instructions };
}
