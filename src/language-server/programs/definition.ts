/** Which programs there are. */

import type { BuildOptions } from '../../toolchain/build';
import type { Place } from '../../toolchain/diagnostics';
import type { RuleSeverities } from '../../toolchain/lint/selection';

/**
 * Where a program comes from: `project` from an hsx.json, `launch` from a launch configuration or a task, `entry` from a
 * source with an .entry, `unit` from a source that belongs to no program and is looked at alone.
 */
export type ProgramOrigin = 'project' | 'launch' | 'entry' | 'unit';

export interface ProgramDefinition {
  readonly name: string;
  readonly origin: ProgramOrigin;
  /** Units in link order, as paths. */
  readonly files: readonly [string, ...string[]];
  readonly options: BuildOptions;
  /** Severities of rules that the program sets itself. */
  readonly rules: RuleSeverities;
  /** Where a file says that there is this program. */
  readonly place?: Place | undefined;
}
