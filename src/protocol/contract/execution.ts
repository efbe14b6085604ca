/** Clock, steps, pause and resume, and the runs of a debugger (executive-protocol spec 4.4, 5.2 to 5.6). */

import * as v from 'valibot';
import type { ClockStatus, TaskRecord } from '../../executive/task-record';
import { command, optional } from './command';
import { pid, pidReader } from './common';
import { integer, structure, word } from './readers';

const codeAddress = v.pipe(v.number(), v.integer());

/**
 * How `debug.run` steps: `pid` executes at least one instruction, then stops at the first instruction outside
 * `ranges`. `over` passes through calls, `out` runs until the present routine has returned. Ranges are code addresses,
 * end exclusive; none means a single instruction.
 */
const stepPlan = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(0)),
  kind: v.picklist(['into', 'over', 'out']),
  ranges: v.optional(v.array(v.tuple([codeAddress, codeAddress]))),
});
export type StepPlan = v.InferOutput<typeof stepPlan>;

export const execution = {
  clock: command<{ clock: ClockStatus }>()({
    op: optional(word({ status: [], start: ['run'], stop: ['halt'] }, (op) => `unknown clock op '${op}'`)),
    /** `start` only: stop by itself after this many instructions of all tasks (feature `clock_limit`). */
    limit: optional(integer({ min: 1 })),
  }),
  step: command<{ result: { executed: number; running: boolean; paused: boolean; current_pid: number | null } }>()(
    { steps: optional(integer()), pid: optional(pidReader) },
    { locked: true },
  ),
  pause: command<{ task: TaskRecord }>()({ pid }, { locked: true }),
  resume: command<{ task: TaskRecord }>()({ pid }, { locked: true }),
  /**
   * Feature `debug_run`: lets every task that is not paused by its user run until one of them stops for the debugger
   * (breakpoint, BRK, fault, end of the step plan). A `debug_stop` event tells so, after which nothing moves. `from` is
   * the task somebody looks at: a breakpoint at its present pc is passed once, as it is for a task that steps.
   */
  'debug.run': command<{ clock: ClockStatus }>()({ from: optional(pidReader), step: optional(structure(stepPlan)) }),
  /** Feature `debug_run`: stops everything at once; `debug_stop` with reason `async_break` for `pid`. */
  'debug.halt': command<{ clock: ClockStatus }>()({ pid }),
} as const;
