/**
 * Every command of the executive, once: name, request and response (executive-protocol spec 3). The in-process channel
 * passes these objects as they are; a server validates what it received with the schemas.
 */

import * as v from 'valibot';
import type { ClockStatus, LoadedImage, Registers, StackFrame, TaskRecord } from '../executive/task-record';

const pid = v.pipe(v.number(), v.integer(), v.minValue(0));
const address = v.pipe(v.number(), v.integer());
const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/i, 'expected an even number of hex digits'));

interface Command<Schema extends v.GenericSchema, Response> {
  readonly request: Schema;
  /** Carries the response type only. */
  readonly response?: Response;
}

function command<Response>() {
  return <Entries extends v.ObjectEntries>(
    entries: Entries,
  ): Command<v.ObjectSchema<Entries, undefined>, Response> => ({
    request: v.object(entries),
  });
}

/**
 * How `debug.run` steps: `pid` executes at least one instruction, then stops at the first instruction outside
 * `ranges`. `over` passes through calls, `out` runs until the present routine has returned. Ranges are code addresses,
 * end exclusive; none means a single instruction.
 */
const stepPlan = v.object({
  pid,
  kind: v.picklist(['into', 'over', 'out']),
  ranges: v.optional(v.array(v.tuple([address, address]))),
});
export type StepPlan = v.InferOutput<typeof stepPlan>;

export const commands = {
  ping: command<{ reply: 'pong' }>()({}),
  'session.open': command<{ session: { client: string; features: Feature[]; warnings?: string[] } }>()({
    client: v.optional(v.string()),
    capabilities: v.optional(v.object({ features: v.optional(v.array(v.string())) })),
  }),
  'session.close': command<Record<string, never>>()({}),
  ps: command<{ tasks: { tasks: TaskRecord[]; current_pid: number | null } }>()({}),
  clock: command<{ clock: ClockStatus }>()({
    op: v.optional(v.picklist(['status', 'start', 'stop'])),
    /** `start` only: stop by itself after this many instructions of all tasks (feature `clock_limit`). */
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
  /** `image` (feature `load_image`) loads these bytes; without it the executive reads `path` itself. */
  load: command<{ image: LoadedImage }>()({
    path: v.string(),
    image: v.optional(v.custom<Uint8Array>((value) => value instanceof Uint8Array)),
  }),
  step: command<{ result: { executed: number; running: boolean; paused: boolean; current_pid: number | null } }>()({
    steps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    pid: v.optional(pid),
  }),
  pause: command<{ task: TaskRecord }>()({ pid }),
  resume: command<{ task: TaskRecord }>()({ pid }),
  kill: command<{ task: { pid: number; state: 'terminated' } }>()({ pid }),
  bp: command<{ pid: number; breakpoints: number[] }>()({
    pid,
    op: v.picklist(['list', 'set', 'clear', 'clear_all']),
    addr: v.optional(address),
  }),
  trace: command<{ trace: { pid: number; enabled: boolean } }>()({ pid, mode: v.boolean() }),
  dumpregs: command<{ registers: Registers }>()({ pid }),
  /** Feature `register_write`. `reg` is R0..R15, PC, SP or PSW. */
  vm_reg_set: command<{ pid: number; reg: string; value: number }>()({ pid, reg: v.string(), value: v.number() }),
  peek: command<{ data: string }>()({ pid, addr: address, length: v.optional(v.number()) }),
  poke: command<Record<string, never>>()({ pid, addr: address, data: hex }),
  /** Feature `read_code`: bytes of the code section, cut at its end. */
  read_code: command<{ data: string }>()({ pid, addr: address, length: v.number() }),
  stack: command<{ stack: { pid: number; frames: StackFrame[]; truncated: boolean } }>()({
    pid,
    max: v.optional(v.number()),
  }),
  /**
   * Feature `debug_run`: lets every task that is not paused by its user run until one of them stops for the debugger
   * (breakpoint, BRK, fault, end of the step plan). A `debug_stop` event tells so, after which nothing moves. `from` is
   * the task somebody looks at: a breakpoint at its present pc is passed once, as it is for a task that steps.
   */
  'debug.run': command<{ clock: ClockStatus }>()({ from: v.optional(pid), step: v.optional(stepPlan) }),
  /** Feature `debug_run`: stops everything at once; `debug_stop` with reason `async_break` for `pid`. */
  'debug.halt': command<{ clock: ClockStatus }>()({ pid }),
} as const;

/** What this executive can do beyond the reference; listed in the answer of `session.open`. */
export const features = [
  'load_image',
  'register_write',
  'read_code',
  'debug_run',
  'step_paused',
  'clock_limit',
] as const;
export type Feature = (typeof features)[number];

export type CommandName = keyof typeof commands;
export type Request<Name extends CommandName> = v.InferInput<(typeof commands)[Name]['request']>;
export type Response<Name extends CommandName> = NonNullable<(typeof commands)[Name]['response']>;
