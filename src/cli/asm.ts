/** `hsx asm`: one source to an object. */

import { nodeFiles } from '../platform/node/files';
import { assembleFile } from '../toolchain/build';
import { writeObject } from '../toolchain/object';
import { Failure, fileError } from './failure';
import { writeFiles } from './files';
import { report } from './program';

export async function asm(file: string, { output }: { readonly output: string }): Promise<void> {
  if (!/\.(mvasm|asm)$/i.test(file)) {
    throw new Failure([fileError(file, 'hsx asm takes a source (.mvasm or .asm)')]);
  }
  const { object, diagnostics, files } = await assembleFile(file, nodeFiles);
  report(diagnostics);
  await writeFiles([{ path: output, content: writeObject(object) }], files);
}
