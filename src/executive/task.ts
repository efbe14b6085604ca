/** One task: its processor and what the kernel keeps about it (services spec 2.2). */

import type { Processor } from '../machine/processor';
import { type MachineView, processorView } from './debug/machine-view';
import { TaskPoints } from './debug/task-points';
import type { EventData, FaultName } from './events';
import type { ProgramImage } from './provisioning/program-image';
import type { BoundMailbox } from './services/declarations';
import type { TaskState } from './task-state';

/** A blocked mailbox receive (services spec 3.5). Addresses are data addresses of the task. */
export interface MailboxWait {
  readonly descriptor: number;
  readonly handle: number;
  readonly buffer: number;
  readonly size: number;
  /** Address of the info block, 0 = none. */
  readonly info: number;
  /** As the guest gave it: 1..0xFFFF ms, 0xFFFF for ever. */
  readonly timeout: number;
  /** Milliseconds of the executive's clock, `null` = for ever. */
  readonly deadline: number | null;
}

/** Where a task lives in the address plan (services spec 2.5). */
export interface Arena {
  readonly registerBase: number;
  readonly stackBase: number;
  readonly stackSize: number;
  readonly stackPointer: number;
}

export interface TaskIdentity {
  /** 0 for a bare machine, which has neither streams nor mailboxes. */
  readonly pid: number;
  readonly program: string;
  readonly appName: string;
  readonly appNameBase: string;
  readonly arena: Arena;
  /** `undefined` for a bare machine. */
  readonly image?: ProgramImage;
}

export class Task {
  state: TaskState = 'running';
  exitStatus: number | null = null;
  fault: FaultName | null = null;
  /** Paused by the debugger, not by its user: goes on with the debugger's next run. */
  stoppedByDebugger = false;
  /** Kept still by the debugger where it was, while others move. */
  held = false;
  wait: MailboxWait | null = null;
  sleepMs: number | null = null;
  /** Milliseconds of the executive's clock. */
  sleepDeadline: number | null = null;
  /** Emit an event for every instruction, and remember the last one. */
  trace = false;
  /** What was fetched last, also when it faulted; registers and access as they were afterwards (fixes Q-TRACE-STALE). */
  last: EventData['trace_step'] | null = null;
  priority = 10;
  quantum = 1;
  /** Instructions of the present turn, where turns are longer than one. */
  turn = 0;
  /** Standard stream descriptors 0..2 to mailbox handles; empty for a bare machine. */
  readonly streams = new Map<number, number>();
  /** What became of the mailboxes that its image declares. */
  mailboxes: readonly BoundMailbox[] = [];

  /** What expressions of a debugger see. */
  readonly view: MachineView;
  readonly points: TaskPoints;
  /** A service has finished in the task's absence, and may have written to its memory. */
  servedMeanwhile = false;

  /** @param others the views of all tasks by pid */
  constructor(
    readonly identity: TaskIdentity,
    readonly processor: Processor,
    others?: (pid: number) => MachineView | undefined,
  ) {
    this.view = processorView(processor, others);
    this.points = new TaskPoints(processor, this.view);
  }

  get pid(): number {
    return this.identity.pid;
  }
}
