/** What services may use of the kernel. */

import type { EventData, EventType } from './events';
import type { MailboxWait, Task } from './task';
import type { TaskState } from './task-state';

/** Why a wait ended: a message or a closed handle, or its deadline. */
export type WakeReason = 'mailbox_wake' | 'timeout';

export interface ServiceHost {
  /** Milliseconds of the executive's clock. */
  now(): number;
  /** `pid` is the task the event is about, `null` when it is about none. */
  emit<Type extends EventType>(type: Type, pid: number | null, data: EventData[Type]): void;
  task(pid: number): Task | undefined;
  /** Puts a task to sleep; it goes on behind the present service call. */
  sleep(task: Task, ms: number): void;
  /** Blocks a task in a receive; the kernel calls the mailbox service back when the deadline has passed. */
  block(task: Task, wait: MailboxWait): void;
  /** Ends a wait: the task becomes ready again unless it was paused meanwhile. `details` tell what it got. */
  unblock(task: Task, reason: WakeReason, details: Record<string, unknown>): void;
  /** Changes a state, with its event. */
  setState(task: Task, state: TaskState, reason?: string, details?: Record<string, unknown>): void;
  /** Call when a deadline has changed by other means than these. */
  disturb(): void;
  /** Counts a call of a task that sends or receives, whatever comes of it. */
  countMailboxCall(task: Task): void;
  /** Ends a task through the exit service. */
  exit(task: Task, status: number): void;
}

/** One service module: performs function `fn` for `task` by its registers and memory; the kernel moves the pc on. */
export type ServiceModule = (task: Task, fn: number) => void;
