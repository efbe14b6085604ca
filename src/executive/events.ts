/** Events of the executive (executive-protocol spec 11.3, services spec 3.8), in the form they have on the wire. */

import type { AccessRecord } from './debug/point';
import type { ClockMode } from './task-record';
import type { TaskState } from './task-state';

export type StopReason =
  | 'breakpoint'
  | 'brk'
  | 'vm_error'
  | 'step'
  | 'async_break'
  | 'watch'
  | 'exit'
  | 'load'
  | 'mailbox_overrun';

/** Why a task cannot go on; `vm_error` stops carry it as `error`. */
export type FaultName =
  | 'div_zero'
  | 'mem_fault'
  | 'stack_overflow'
  | 'stack_underflow'
  | 'illegal_opcode'
  | 'pc_out_of_range';

interface MessageFields {
  descriptor: number;
  handle: number;
  length: number;
  flags: number;
  channel: number;
  src_pid: number;
}

interface ValueFields {
  caller_pid: number;
  oid: number;
  group_id: number;
  value_id: number;
  flags: number;
  auth_level: number;
}

interface OutputData {
  text: string;
  /** Where it was written: the service call, then the calls that led there. */
  pcs?: readonly number[];
}

type CommandFields = Omit<ValueFields, 'value_id'> & { cmd_id: number };

export interface EventData {
  task_state: {
    prev_state: TaskState | null;
    new_state: TaskState;
    reason?: string;
    details?: Record<string, unknown>;
  };
  /** A task stopped for the debugger, or at an error. `pc` is where, `next_pc` where it would go on. */
  debug_stop: {
    reason: StopReason;
    pc: number;
    next_pc: number;
    steps: number;
    cycles: number;
    opcode?: number;
    /** BRK code, 0..255. */
    code?: number;
    error?: FaultName;
    code_len?: number;
    /** Debug points that were met (feature `debug_points`). */
    points?: readonly number[];
    /** What a data breakpoint saw. */
    access?: AccessRecord;
    /** A condition that could not be evaluated. */
    problem?: string;
  };
  /** A task stopped at a breakpoint or BRK and is paused. */
  debug_break: { pc: number; phase: 'pre' | 'post'; reason: 'breakpoint' | 'brk' };
  /** The turn has passed to another task, at most once per call. */
  scheduler: {
    state: 'switch';
    prev_pid: number;
    next_pid: number | null;
    reason: 'quantum_expired' | 'sleep' | 'wait_mbx' | 'paused' | 'killed';
    quantum_remaining: number;
    prev_state: TaskState;
    next_state?: TaskState;
    post_state?: TaskState;
    executed?: number;
    source?: 'manual' | 'auto';
  };
  /** The bytes of a watch have changed; hex in the order of memory. */
  watch_update: {
    watch_id: number;
    address: number | null;
    expr: string;
    type: 'address' | 'symbol' | 'local';
    length: number;
    old: string;
    new: string;
    symbol?: string;
    location?: string;
  };
  /** What a log point says (feature `debug_points`). */
  debug_log: { point: number; pc: number; text: string };
  /** The clock started, stopped, or found nothing to run: `idle` when no task can ever go on by itself. */
  clock: { mode: ClockMode };
  vm_error: { error: 'pc_out_of_range'; pc: number; code_len: number };
  fault: { code: number; error: FaultName; pc: number };
  trace_step: {
    pc: number;
    next_pc: number;
    opcode: number;
    flags: number;
    regs: number[];
    steps: number;
    mem_access?: { op: 'read' | 'write'; address: number; width: number; value: number };
    /** R0..R15 and PSW, as far as they changed since the trace record before. */
    changed_regs?: string[];
  };
  /** Text on a standard stream or the UART, as the task wrote it. */
  stdout: OutputData;
  stderr: OutputData;
  uart: OutputData & { port?: number; data?: string };
  can: { id: number; data: string; flags?: number };
  /** A pin has changed its level. */
  gpio: { pin: number; value: number };
  sleep_request: { ms: number; deadline: number };
  sleep_complete: Record<string, never>;
  mailbox_send: MessageFields;
  mailbox_recv: MessageFields;
  mailbox_wait: { descriptor: number; handle: number; timeout: number; deadline: number | null };
  mailbox_wake: MessageFields & { status: number };
  mailbox_timeout: MessageFields & { status: number };
  mailbox_error: { fn: number; error: string; status: number };
  mailbox_overrun: {
    descriptor: number;
    dropped_seq: number;
    dropped_length: number;
    dropped_flags: number;
    channel: number;
    reason: 'fanout_drop';
    queue_depth: number;
  };
  mailbox_backpressure:
    | {
        descriptor: number;
        policy: 'single' | 'fanout_block';
        capacity: number;
        bytes_used: number;
        requested: number;
      }
    | { descriptor: number; policy: 'tap_rate_limit'; tap_pid: number; tap_handle: number; limit: number };
  mailbox_exhausted:
    | {
        reason: 'descriptor_pool_full';
        namespace: number;
        name: string;
        owner: number | null;
        max_descriptors: number;
      }
    | { reason: 'handle_limit'; handle_limit: number; handles: number };
  'provisioning.started': { phase: 'begin' };
  'provisioning.progress': { phase: 'write'; bytes_written: number };
  'provisioning.complete': { phase: 'end'; bytes_written: number };
  'provisioning.error': { phase: string; code: string; where: 'write' | 'verify' | 'end'; detail: string };
  'provisioning.aborted': { phase: 'abort' };
  /** The image before came back: it was asked for, or its successor did not come up. `replaced` was the task until then. */
  'provisioning.rollback': { phase: 'rollback'; replaced: number; reason: 'request' | 'fault' };
  value_registered: ValueFields & { desc_head: number };
  value_changed: ValueFields & { old_f16: number; new_f16: number; old_value: number; new_value: number };
  cmd_registered: CommandFields & { desc_head: number };
  cmd_invoked: CommandFields & { owner_pid: number };
  cmd_completed: CommandFields & { owner_pid: number; status: number; result: unknown };
  /** Something was lost or is about to run out; `text` is for people. */
  warning: { reason: 'table_usage' | 'completion_lost' | 'not_persisted'; text: string };
}

export type EventType = keyof EventData;

/** Receives every event in order; `pid` is the task the event is about, `null` when it is about none. */
export type EmitEvent = <Type extends EventType>(type: Type, pid: number | null, data: EventData[Type]) => void;

/** One event. `seq` counts from 1 over all events of the executive; `ts` is its clock in seconds. */
export type ExecutiveEvent = {
  [Type in EventType]: { seq: number; ts: number; type: Type; pid: number | null; data: EventData[Type] };
}[EventType];
