/** A project as hsx.json describes it, paths resolved. */

import { basename, normalize } from 'pathe';
import type { BuildOptions } from '../build';
import type { Place } from '../diagnostics';
import type { RuleSeverities } from '../lint/selection';

export const PROJECT_FILE = 'hsx.json';

/** Names of programs: they cannot be mistaken for a file with a suffix or an option. */
export const programName = /^[A-Za-z0-9_][\w-]*$/;

/** Whether an input may mean programs of hsx.json: that file itself, or a name without suffix, with or without folders. */
export function mayNamePrograms(input: string): boolean {
  const name = basename(normalize(input));
  return name === PROJECT_FILE || programName.test(name);
}

export interface ProjectProgram {
  readonly name: string;
  /** Units in link order, as paths. */
  readonly units: readonly [string, ...string[]];
  /** The image to write. */
  readonly output: string;
  /** With `output`. */
  readonly options: BuildOptions;
  /** Severities of lints. */
  readonly lint: RuleSeverities;
  /** The hsx.json, and where in it the name stands. */
  readonly place: Place;
}
