/** Units as the commands that look into them read them: sources are assembled, objects read. */

import { assembleFile } from '../toolchain/build';
import { ToolchainError } from '../toolchain/diagnostics';
import { type ObjectFile, readObject } from '../toolchain/object';
import { Failure, fileError } from './failure';
import { inputFiles } from './input';
import { report } from './program';

export const isImage = (file: string): boolean => /\.hxe$/i.test(file);

/** @throws Failure for what is no unit, or one with mistakes */
export async function readUnit(file: string): Promise<ObjectFile> {
  if (/\.hxo$/i.test(file)) return readObjectFile(file);
  if (!/\.(mvasm|asm)$/i.test(file)) {
    throw new Failure([fileError(file, 'this is no image (.hxe), object (.hxo) or source (.mvasm, .asm)')]);
  }
  const { object, diagnostics } = await assembleFile(file, inputFiles);
  report(diagnostics);
  return object;
}

async function readObjectFile(file: string): Promise<ObjectFile> {
  const bytes = await inputFiles.read(file).catch((error: Error) => {
    throw new Failure([fileError(file, `the file cannot be read: ${error.message}`)]);
  });
  if (!bytes) throw new Failure([fileError(file, 'the file does not exist')]);
  try {
    return readObject(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    throw new Failure([`${fileError(file, error.message)} [${error.code}]`]);
  }
}
