/** A project as hsx.json describes it, paths resolved. */

import type { BuildOptions } from '../build';
import type { Place } from '../diagnostics';

export const PROJECT_FILE = 'hsx.json';

export interface ProjectProgram {
  readonly name: string;
  /** Units in link order, as paths. */
  readonly units: readonly [string, ...string[]];
  /** The image to write. */
  readonly output: string;
  /** With `output`. */
  readonly options: BuildOptions;
  /** The hsx.json, and where in it the name stands. */
  readonly place: Place;
}
