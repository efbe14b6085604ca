/** `hsx build`: sources and objects to an image. */

import { writeSymbols } from '../toolchain/symbols';
import { writeWhole } from './files';
import { buildOrFail } from './program';

interface BuildCommand {
  readonly output: string;
  readonly sym?: string;
  readonly appName?: string;
  readonly singleInstance?: boolean;
}

export async function build(
  files: readonly string[],
  { output, sym, appName, singleInstance }: BuildCommand,
): Promise<void> {
  const built = await buildOrFail(files, {
    output,
    ...(appName !== undefined && { appName }),
    allowMultiple: !singleInstance,
  });
  await writeWhole(output, built.image);
  if (sym !== undefined && built.symbolFile) await writeWhole(sym, writeSymbols(built.symbolFile));
}
