/** Everything that is fed with bad input. Add a target of your room here; `target.ts` says what one is. */

import type { FuzzTarget } from './target';
import { assemblerTarget, formatterTarget, metadataTarget } from './toolchain/assembly';
import { imageTarget } from './toolchain/image';
import { debugInputTarget, objectTarget } from './toolchain/object';
import { sourceMapTarget, symbolsTarget } from './toolchain/symbols';

export const targets: readonly FuzzTarget[] = [
  assemblerTarget,
  formatterTarget,
  metadataTarget,
  objectTarget,
  debugInputTarget,
  imageTarget,
  symbolsTarget,
  sourceMapTarget,
];
