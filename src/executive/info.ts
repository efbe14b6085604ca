/** The state of the executive as a whole (executive-protocol spec 4.5). */

import type { Kernel } from './kernel';
import type { MailboxLimits } from './mailboxes/limits';
import { mailboxProfiles } from './mailboxes/limits';
import { contextRecord, readRegisters, taskRecord } from './records';
import type { MailboxCounters, SchedulerReport } from './scheduler-ring';
import type { Task } from './task';
import type { ClockStatus, Registers, TaskContext, TaskRecord } from './task-record';
import { isRunnable } from './task-state';

export interface ExecutiveInfo {
  loaded: boolean;
  /** What was loaded last. */
  program: string | null;
  running: boolean;
  pc: number | null;
  attached: boolean;
  /** Always false: a task stops alone. */
  paused: boolean;
  sleep_pending: boolean;
  current_pid: number | null;
  active_context: (TaskContext & { regs: number[]; pc: number; sp: number; psw: number }) | null;
  tasks: TaskRecord[];
  selected_pid?: number;
  selected_registers?: Registers;
  selected_error?: string;
  scheduler: SchedulerReport & { mailbox_counters: Record<string, MailboxCounters> };
  mailbox_profile: {
    name: string;
    config: {
      max_descriptors: number;
      handle_limit_per_pid: number | null;
      default_capacity: number;
      tap_rate_limit: number;
    };
  };
  auto?: boolean;
  clock?: ClockStatus;
}

function profileOf(limits: MailboxLimits): ExecutiveInfo['mailbox_profile'] {
  const named = Object.entries(mailboxProfiles).find(([, profile]) => profile === limits);
  return {
    name: named?.[0] ?? 'custom',
    config: {
      max_descriptors: limits.descriptors,
      handle_limit_per_pid: limits.handlesPerPid,
      default_capacity: limits.defaultCapacity,
      tap_rate_limit: limits.tapRate,
    },
  };
}

interface InfoParts {
  readonly attached: boolean;
  /** What was loaded last. */
  readonly program: string | null;
  readonly isMarked: (task: Task) => boolean;
}

export function executiveInfo(kernel: Kernel, { attached, program, isMarked }: InfoParts): ExecutiveInfo {
  const { current } = kernel;
  return {
    loaded: program !== null,
    program,
    running: current !== null && isRunnable(current.state),
    pc: current?.processor.pc ?? null,
    attached,
    paused: false,
    sleep_pending: current?.sleepDeadline != null,
    current_pid: current?.pid ?? null,
    active_context: current && {
      regs: readRegisters(current).regs,
      pc: current.processor.pc,
      sp: current.processor.sp,
      psw: current.processor.psw,
      ...contextRecord(current),
      trace: current.trace,
    },
    tasks: [...kernel.tasks.values()].map((task) => taskRecord(task, isMarked(task))),
    scheduler: { ...kernel.ring.report(), mailbox_counters: kernel.ring.mailboxCounters(kernel.tasks.keys()) },
    mailbox_profile: profileOf(kernel.services.mailboxes.limits),
  };
}
