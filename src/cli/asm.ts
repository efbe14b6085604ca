/** `hsx asm`: one source to an object. */

import { assembleFile } from '../toolchain/build';
import { writeObject } from '../toolchain/object';
import { Failure, fileError } from './failure';
import { writeFiles } from './files';
import { inputFiles, nameInput } from './input';
import { report } from './program';

interface AsmCommand {
  readonly output: string;
  readonly utf8Text?: boolean;
  readonly wideServices?: boolean;
}

export async function asm(input: string, { output, ...options }: AsmCommand): Promise<void> {
  const file = await nameInput(input);
  if (!/\.(mvasm|asm)$/i.test(file)) {
    throw new Failure([fileError(file, 'hsx asm takes a source (.mvasm or .asm)')]);
  }
  const { object, diagnostics, files } = await assembleFile(file, inputFiles, options);
  report(diagnostics);
  await writeFiles([{ path: output, content: writeObject(object) }], files);
}
