/** Clock, steps, pause and resume, and the runs of a debugger (executive-protocol spec 4.4, 5.2 to 5.6). */

import * as v from 'valibot';
import type { ClockStatus, StepResult, TaskRecord } from '../../executive/task-record';
import { command, optional, required } from './command';
import { pid, pidReader } from './common';
import { flag, integer, type Reader, RequestError, real, structure, word } from './readers';

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
  /** `into` only: the entry of the routine to stop in; calls of others are passed over. */
  target: v.optional(codeAddress),
  /** Code of the routine that steps: a jump back into it ends a call that dropped its return address. */
  routine: v.optional(v.tuple([codeAddress, codeAddress])),
});
export type StepPlan = v.InferOutput<typeof stepPlan>;

const clockOperations = { status: [''], start: ['run'], stop: ['halt'], rate: [], step: [] };

/** Booleans, numbers (not 0), and the words 1, true, on, enable; any other word is off. */
const debugMode: Reader<boolean> = (value) => {
  if (typeof value === 'boolean' || typeof value === 'number') return Boolean(value);
  if (typeof value === 'string') return ['1', 'true', 'on', 'enable'].includes(value.trim().toLowerCase());
  throw new RequestError('debug.state mode must be boolean-compatible');
};

interface DebugState {
  pid: number;
  debug_state: boolean;
  step_mode: boolean;
}

const debugState = () =>
  command<{ debug_state: DebugState; step_mode: DebugState }>()(
    {
      pid: required(pidReader, { missing: "debug.state requires 'pid'" }),
      mode: required(debugMode, { missing: "debug.state requires 'mode'" }),
    },
    { locked: true },
  );

export const execution = {
  /** `steps` and `pid` are for `step`; a limited run may be asked for with `start`. */
  clock: command<{ clock: ClockStatus; result?: StepResult }>()(
    {
      op: optional(word(clockOperations, (op) => `unknown clock op '${op}'`)),
      /** Turns per second, 0: as fast as it goes. */
      rate: optional(real((rate) => `clock rate expects numeric value, got '${rate}'`)),
      steps: optional(integer({ text: (steps) => `clock step expects integer steps, got '${steps}'` })),
      pid: optional(pidReader),
      /** `start` only: stop by itself after this many instructions of all tasks (feature `clock_limit`). */
      limit: optional(integer({ min: 1 })),
    },
    { locked: ({ op }) => op === 'step', observable: ({ op = 'status' }) => op === 'status' },
  ),
  start_auto: command<{ clock: ClockStatus }>()({}),
  stop_auto: command<{ clock: ClockStatus }>()({}),
  /**
   * A paused task is stepped as well and stays paused. `source_only` passes over code without source lines; `untraced`
   * (feature `trace_batches`) leaves trace events out of the answer.
   */
  step: command<{ result: StepResult; clock: ClockStatus }>()(
    {
      steps: optional(integer()),
      pid: optional(pidReader),
      source_only: optional(flag, { aliases: ['source'] }),
      untraced: optional(flag),
    },
    { locked: true },
  ),
  pause: command<{ task: TaskRecord }>()({ pid }, { locked: true }),
  resume: command<{ task: TaskRecord }>()({ pid }, { locked: true }),
  /** Marks a task: its steps pass over breakpoints. Marking pauses it. */
  'debug.state': debugState(),
  'step.mode': debugState(),
  /**
   * Feature `debug_run`: lets every task that is not paused by its user run until one of them stops for the debugger
   * (breakpoint, BRK, fault, end of the step plan). A `debug_stop` event tells so, after which nothing moves. `from` is
   * the task somebody looks at: a breakpoint at its present pc is passed once, as it is for a task that steps.
   */
  'debug.run': command<{ clock: ClockStatus }>()({
    from: optional(pidReader),
    step: optional(structure(stepPlan)),
    /** Only these tasks go on; the others are held until a run without it, or with them in it. */
    only: optional(structure(v.array(v.pipe(v.number(), v.integer())))),
    /**
     * Feature `non_stop`: a stop concerns one task, the others and their steps go on, until a run without it. Of the
     * tasks that stand, those in `only` go on, by default the one that steps or is looked at, or else all.
     */
    non_stop: optional(flag),
  }),
  /**
   * Feature `debug_run`: stops everything at once; `debug_stop` with reason `async_break` for `pid`. With `non_stop`
   * (feature of that name) only this task, which is held even while it waits.
   */
  'debug.halt': command<{ clock: ClockStatus }>()({ pid, non_stop: optional(flag) }),
} as const;
