/** `hsx link`: objects to an image. */

import { build } from './build';
import { Failure, fileError } from './failure';

interface LinkCommand {
  readonly output: string;
  readonly appName?: string;
  readonly singleInstance?: boolean;
}

export async function link(files: readonly [string, ...string[]], options: LinkCommand): Promise<void> {
  const other = files.find((file) => !file.toLowerCase().endsWith('.hxo'));
  if (other !== undefined) {
    throw new Failure([fileError(other, 'hsx link takes objects (.hxo); hsx build takes sources too')]);
  }
  await build(files, options);
}
