/** What the executive tells about tasks (services spec 2.2, executive-protocol spec 4.5, 5.1, 7). */

import type { FaultName } from './events';
import type { imageMetadata } from './image-metadata';
import type { BoundMailbox } from './services/declarations';
import type { TaskState } from './task-state';

export interface TaskRecord {
  pid: number;
  program: string;
  state: TaskState;
  app_name: string;
  app_name_base: string;
  pc: number;
  priority: number;
  quantum: number;
  accounted_steps: number;
  accounted_cycles: number;
  sleep_pending: boolean;
  sleep_pending_ms: number | null;
  /** Seconds of the executive's clock. */
  sleep_deadline: number | null;
  exit_status: number | null;
  /** Why the task ended, when it did not end by itself. */
  fault: FaultName | null;
  trace: boolean;
  /** What its image declares. */
  metadata: { sections: number; values: number; commands: number; mailboxes: number } | null;
  reg_base: number;
  stack_base: number;
  stack_limit: number;
  stack_size: number;
  /** Marked for steps that pass over breakpoints; twice for the sake of older tools. */
  debug_state: boolean;
  single_step: boolean;
  breakpoints?: number[];
  symbols?: { path: string; count: number };
  wait_mailbox?: number;
  wait_handle?: number;
  wait_timeout?: number;
  wait_deadline?: number;
}

export interface LoadedImage {
  pid: number;
  entry: number;
  code_len: number;
  ro_len: number;
  bss: number;
  version: number;
  flags: number;
  req_caps: number;
  app_name: string;
  app_name_base: string;
  allow_multiple_instances: boolean;
  metadata: ReturnType<typeof imageMetadata>;
  /** Rows of the metadata table. */
  meta_count: number;
  manifest_present: boolean;
  /** Of the program, from the manifest in its image. */
  program_version?: string;
  /** What became of the declared mailboxes. */
  mailbox_creation: readonly BoundMailbox[];
}

/** What is kept for a task besides its registers. */
export interface TaskContext {
  pid: number;
  state: TaskState;
  priority: number;
  time_slice_steps: number;
  accounted_steps: number;
  time_slice_cycles: number;
  accounted_cycles: number;
  reg_base: number;
  stack_base: number;
  stack_limit: number;
  stack_size: number;
  wait_kind: 'mailbox' | null;
  wait_mailbox: number | null;
  /** Seconds of the executive's clock. */
  wait_deadline: number | null;
  wait_handle: number | null;
  /** Standard streams to mailbox handles. */
  fd_table: Record<string, number>;
  exit_status: number | null;
  trace?: boolean;
}

export interface Registers {
  pc: number;
  /** R0..R15, unsigned. */
  regs: number[];
  sp: number;
  /** PSW: Z 1, C 2, N 4, V 8. */
  flags: number;
  running: boolean;
  steps: number;
  cycles: number;
  /** Calls not yet returned: 0 in the entry routine. */
  depth: number;
  reg_base: number;
  stack_base: number;
  stack_limit: number;
  stack_size: number;
  /** The same as `sp`. */
  sp_effective: number;
  context: TaskContext;
}

/** One frame, innermost first. */
export interface StackFrame {
  index: number;
  pc: number;
  sp: number;
  fp: number | null;
  return_pc: number | null;
  /** Where the frame can begin anew (feature `restart_frame`); `null`: it cannot. */
  restart_pc?: number | null;
}

/** `active`: instructions are being executed; `idle`: started, but no task can go on by itself. */
export type ClockMode = 'stopped' | 'active' | 'idle';

export interface ClockStatus {
  state: 'running' | 'stopped';
  running: boolean;
  /** `rate` is active with a limited rate; a word of its own tells why a running clock executes nothing. */
  mode: 'stopped' | 'active' | 'rate' | ThrottleReason;
  throttled: boolean;
  throttle_reason: ThrottleReason | null;
  /** Seconds of the last pause of the clock. */
  last_wait_s: number;
  /** Turns per second of `step_size` instructions each; 0: as fast as it goes. */
  rate_hz: number;
  step_size: number;
  /** Turns of the clock, and instructions executed in them. */
  auto_steps: number;
  auto_total_steps: number;
  /** Step commands, and instructions executed by them. */
  manual_steps: number;
  manual_total_steps: number;
  /** Instructions executed by all tasks since the start. */
  total_steps: number;
  /** The executive's time in seconds. */
  now: number;
}

/** `sleep`: somebody sleeps or waits for a message; `wait_mbx` is only told by the reference, while others can run. */
export type ThrottleReason = 'paused' | 'idle' | 'sleep' | 'throttled' | 'wait_mbx';

/** An event in the answer to a step: the machine's flat, the executive's as it is (executive-protocol spec 5.2). */
export type StepEvent = { type: string } & Record<string, unknown>;

export interface StepResult {
  /** Instructions completed. */
  executed: number;
  /** Whether the task that executed last could go on. */
  running: boolean;
  /** Of the task that executed last; null when nobody has a turn. */
  pc: number | null;
  steps: number;
  cycles: number;
  sleep_pending: boolean;
  events: StepEvent[];
  /** Whether a task stopped for the debugger. */
  paused: boolean;
  /** The task that executed last, and the one whose turn it is. */
  current_pid: number | null;
  next_pid: number | null;
  /** The last `debug_stop` of this call. */
  debug_event: StepEvent | null;
}
