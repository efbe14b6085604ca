/** Breakpoints that think, and what else stops a task: evaluated by the executive itself (features of ours). */

import * as v from 'valibot';
import type { Catch } from '../../executive/debug/catches';
import type { PointRequest } from '../../executive/debug/point';
import { command, type Done, required } from './command';
import { pid } from './common';
import { integer, structure } from './readers';

const address = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));

const rule = {
  condition: v.optional(v.string()),
  hit: v.optional(v.string()),
  log: v.optional(v.string()),
};

const point = v.variant('kind', [
  v.object({ kind: v.literal('code'), address, ...rule }),
  v.object({
    kind: v.literal('data'),
    address,
    length: v.pipe(v.number(), v.integer(), v.minValue(1)),
    access: v.picklist(['read', 'write', 'readWrite', 'change']),
    ...rule,
  }),
]) satisfies v.GenericSchema<PointRequest>;

const catches = v.array(
  v.object({
    name: v.picklist([
      'div_zero',
      'mem_fault',
      'stack_overflow',
      'stack_underflow',
      'illegal_opcode',
      'pc_out_of_range',
      'brk',
      'exit',
      'mailbox_overrun',
      'load',
    ]),
    condition: v.optional(v.string()),
    pid: v.optional(v.pipe(v.number(), v.integer())),
  }),
) satisfies v.GenericSchema<Catch[]>;

export const debugPoints = {
  /**
   * Feature `debug_points`: a breakpoint on code or data. `condition` and the expressions in `log` name registers and
   * addresses only; `hit` is a count such as `5`, `>5` or `%3`. A point with `log` tells its text in a `debug_log` event
   * and stops nothing. The answer's `id` stands in the `points` of a `debug_stop`. A session's points end with it.
   */
  'debug.point.add': command<{ id: number }>()({ pid, point: required(structure(point)) }, { locked: true }),
  'debug.point.remove': command<Done>()({ pid, id: required(integer()) }, { locked: true }),
  /** Feature `debug_points`: all that stops a task besides breakpoints, until the session ends; what no session names does not. */
  'debug.catch': command<Done>()({ catches: required(structure(catches)) }),
} as const;
