/**
 * Command handlers of programs (services spec 4.9). A call interrupts the owner between two instructions: its registers
 * are put aside, the handler runs in the task's own turns, and its RET brings everything back, the wait or sleep that
 * was interrupted included.
 */

import { CALL_MASK } from '../../machine/call-record';
import type { ServiceHost } from '../service-host';
import type { MailboxWait, Task } from '../task';
import { isRunnable } from '../task-state';
import type { CommandResult, GuestHandler } from '../values/command-table';
import { CommandStatus } from '../values/constants';
import type { Mailroom } from './mailroom';

/** Where the RET of a handler leads: no instruction can be there. */
export const HANDLER_RETURN = 0xfffffffe;
/** Calls that wait for the handler that runs. */
const QUEUE = 8;
/** Milliseconds of the executive's clock after which a call from outside fails. */
const PATIENCE = 1000;

type Complete = (completion: CommandResult) => void;

interface Call {
  readonly handler: GuestHandler;
  readonly caller: number;
  readonly complete: Complete;
  /** Milliseconds of the clock; `null` for calls of the task itself. */
  readonly deadline: number | null;
}

interface Activation extends Call {
  readonly registers: Int32Array;
  readonly pc: number;
  readonly sp: number;
  readonly psw: number;
  readonly depth: number;
  readonly wait: MailboxWait | null;
  readonly sleep: { ms: number | null; deadline: number } | null;
}

interface TaskCalls {
  /** The last one runs; more than one when a handler calls its task's commands itself. */
  readonly running: Activation[];
  readonly queue: Call[];
}

const failed = (result: string): CommandResult => ({ status: CommandStatus.failed, result });

export class HandlerCalls {
  private readonly byTask = new Map<Task, TaskCalls>();

  constructor(
    private readonly host: ServiceHost,
    private readonly mailroom: Mailroom,
  ) {}

  /** Has the owner run a handler as soon as it can. `complete` gets the result, or why there is none. */
  call(handler: GuestHandler, caller: number, complete: Complete, fromOutside: boolean): void {
    const task = this.host.task(handler.owner);
    const able = task && (isRunnable(task.state) || task.state === 'waiting_mbx' || task.state === 'sleeping');
    if (!able) {
      complete(failed(`task ${handler.owner} cannot run its handler now`));
      return;
    }
    const calls = this.of(task);
    if (calls.queue.length >= QUEUE) {
      complete(failed(`task ${handler.owner} has ${QUEUE} calls to handle already`));
      return;
    }
    const deadline = fromOutside ? this.host.now() + PATIENCE : null;
    calls.queue.push({ handler, caller, complete, deadline });
    // The owner itself is in the middle of its SVC: its handler starts when that is done.
    if (fromOutside && calls.running.length === 0) this.next(task);
    this.host.disturb();
  }

  /** A call by the owner itself, from its SVC at pc: the handler is a subroutine of it. */
  subroutine(task: Task, handler: GuestHandler, complete: Complete): void {
    // The kernel moves the pc on when the service is done: from here behind the SVC, or to the handler.
    task.processor.pc += 4;
    this.begin(task, { handler, caller: task.pid, complete, deadline: null });
    task.processor.pc -= 4;
  }

  /** The pc of a task is at {@link HANDLER_RETURN}. @returns false when no handler runs */
  returned(task: Task): boolean {
    const activation = this.byTask.get(task)?.running.pop();
    if (!activation) return false;
    const result = task.processor.registers[0]! >>> 0;
    this.restore(task, activation);
    activation.complete({ status: CommandStatus.ok, result });
    this.next(task);
    return true;
  }

  /** The task will never run again. */
  ended(task: Task): void {
    const calls = this.byTask.get(task);
    if (!calls) return;
    this.byTask.delete(task);
    for (const { complete } of [...calls.running.reverse(), ...calls.queue]) {
      complete(failed(`task ${task.pid} ended before its handler returned`));
    }
  }

  isRunning(task: Task): boolean {
    return (this.byTask.get(task)?.running.length ?? 0) > 0;
  }

  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { running, queue } of this.byTask.values()) {
      if (running.length === 0 && queue.length > 0) return 0;
      for (const { deadline } of running) if (deadline !== null && (next === null || deadline < next)) next = deadline;
      for (const { deadline } of queue) if (deadline !== null && (next === null || deadline < next)) next = deadline;
    }
    return next;
  }

  /** Starts what can start. Fails the calls that nobody waits for any longer; a handler that still runs is broken off. */
  expire(now: number): void {
    for (const [task, calls] of this.byTask) {
      const late = calls.queue.filter(({ deadline }) => deadline !== null && deadline <= now);
      for (const call of late) {
        calls.queue.splice(calls.queue.indexOf(call), 1);
        call.complete(failed('the handler did not get its turn within a second'));
      }
      const outer = calls.running.findIndex(({ deadline }) => deadline !== null && deadline <= now);
      if (outer >= 0) this.breakOff(task, calls, outer);
      this.next(task);
    }
  }

  /** Gives up the call of a host that cannot wait. */
  abandon(task: Task): void {
    const calls = this.byTask.get(task);
    if (calls && calls.running.length > 0) this.breakOff(task, calls, 0);
  }

  private breakOff(task: Task, calls: TaskCalls, outer: number): void {
    if (task.wait) this.mailroom.suspend(task);
    task.sleepDeadline = task.sleepMs = null;
    if (!isRunnable(task.state) && task.state !== 'paused') this.host.setState(task, 'ready', 'command');
    const broken = calls.running.splice(outer);
    this.restore(task, broken[0]!);
    for (const { complete } of broken.reverse()) complete(failed('the handler did not return within a second'));
    this.next(task);
  }

  private next(task: Task): void {
    const calls = this.byTask.get(task);
    if (!calls || calls.running.length > 0) return;
    const call = calls.queue.shift();
    if (!call) this.byTask.delete(task);
    else if (!this.begin(task, call)) this.next(task);
  }

  /** @returns false when the stack has no room */
  private begin(task: Task, call: Call): boolean {
    const { processor } = task;
    const { pc, sp, psw, depth } = processor;
    const slot = sp - 4;
    if (slot < Math.max(processor.stackLimit, 0) || sp > 0x10000) {
      call.complete(failed('no room on the stack'));
      return false;
    }
    const wait = task.wait;
    const sleep = task.sleepDeadline === null ? null : { ms: task.sleepMs, deadline: task.sleepDeadline };
    const registers = processor.registers.slice();
    this.of(task).running.push({ ...call, registers, pc, sp, psw, depth, wait, sleep });
    if (wait) this.mailroom.suspend(task);
    task.sleepDeadline = task.sleepMs = null;
    if (!isRunnable(task.state)) this.host.setState(task, 'ready', 'command');
    processor.view.setUint32(slot, HANDLER_RETURN, true);
    processor.calls.slots[depth & CALL_MASK] = slot;
    processor.depth = depth + 1;
    processor.sp = slot;
    processor.registers.set([0, call.handler.oid, call.caller]);
    processor.pc = call.handler.offset;
    return true;
  }

  private restore(task: Task, { registers, pc, sp, psw, depth, wait, sleep }: Activation): void {
    const { processor } = task;
    processor.registers.set(registers);
    Object.assign(processor, { pc, sp, psw, depth });
    if (wait) this.mailroom.continueWait(task, wait);
    if (!sleep) return;
    task.sleepMs = sleep.ms;
    task.sleepDeadline = sleep.deadline;
    this.host.setState(task, 'sleeping', 'sleep', { sleep_pending: true, sleep_ms: sleep.ms });
  }

  private of(task: Task): TaskCalls {
    const calls = this.byTask.get(task) ?? { running: [], queue: [] };
    this.byTask.set(task, calls);
    return calls;
  }
}
