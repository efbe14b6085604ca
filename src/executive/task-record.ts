/** What the executive tells about tasks (services spec 2.2, executive-protocol spec 4.5, 5.1, 7). */

import type { FaultName } from './events';
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
  metadata: { sections: number; values: number; commands: number; mailboxes: number } | null;
  reg_base: number;
  stack_base: number;
  stack_limit: number;
  stack_size: number;
  breakpoints?: number[];
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
  /** Rows of the metadata table. */
  meta_count: number;
  manifest_present: boolean;
  /** What became of the declared mailboxes. */
  mailbox_creation: readonly BoundMailbox[];
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
  sp_effective: number;
}

/** One frame, innermost first. */
export interface StackFrame {
  index: number;
  pc: number;
  sp: number;
  fp: number | null;
  return_pc: number | null;
}

/** `active`: instructions are being executed; `idle`: started, but no task can go on by itself. */
export type ClockMode = 'stopped' | 'active' | 'idle';

export interface ClockStatus {
  state: 'running' | 'stopped';
  running: boolean;
  mode: ClockMode;
  /** Instructions executed by all tasks since the start. */
  total_steps: number;
  /** The executive's time in seconds. */
  now: number;
}
