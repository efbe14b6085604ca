/** `hsx link`: objects to an image. */

import { build } from './build';
import { Failure } from './failure';

interface LinkCommand {
  readonly output: string;
  readonly appName?: string;
  readonly singleInstance?: boolean;
}

export async function link(files: readonly string[], options: LinkCommand): Promise<void> {
  const other = files.find((file) => !file.toLowerCase().endsWith('.hxo'));
  if (other !== undefined) {
    throw new Failure([`${other}:1:1: error: hsx link takes objects (.hxo); hsx build takes sources too`]);
  }
  await build(files, options);
}
