/** `hsx link`: objects to an image. */

import { type BuildCommand, build } from './build';
import { Failure, fileError } from './failure';
import { nameInputs } from './input';

export async function link(inputs: readonly [string, ...string[]], options: BuildCommand): Promise<void> {
  const files = await nameInputs(inputs);
  const other = files.find((file) => !file.toLowerCase().endsWith('.hxo'));
  if (other !== undefined) {
    throw new Failure([fileError(other, 'hsx link takes objects (.hxo); hsx build takes sources too')]);
  }
  await build(files, options);
}
