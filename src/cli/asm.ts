/** `hsx asm`: one source to an object. */

import { nodeFiles } from '../platform/node/files';
import { assembleFile } from '../toolchain/build';
import { writeObject } from '../toolchain/object';
import { writeWhole } from './files';
import { report } from './program';

export async function asm(file: string, { output }: { readonly output: string }): Promise<void> {
  const { object, diagnostics } = await assembleFile(file, nodeFiles);
  report(diagnostics);
  await writeWhole(output, writeObject(object));
}
