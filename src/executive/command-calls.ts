/** Calls of commands by tools (services spec 4.5, 4.9), whose handlers may be routines of programs. */

import type { Kernel } from './kernel';
import { isFinal, isRunnable } from './task-state';
import type { CommandResult } from './values/command-table';
import { CommandStatus } from './values/constants';

export interface CommandCall {
  readonly oid: number;
  /** Whom the tool speaks for. */
  readonly pid: number;
  readonly level: number;
  readonly token?: string | undefined;
  /** Answers at once; the result comes as an event. */
  readonly async?: boolean | undefined;
}

/** A handler that runs while the clock stands still gets a second of its task's time. */
const ALONE = 1024 * 1000;

/**
 * @param running whether the clock runs; else the owner of the handler is run alone until it has returned
 * @returns a promise when the result comes with the turns of the owner
 */
export function callCommand(
  kernel: Kernel,
  call: CommandCall,
  running: boolean,
): CommandResult | Promise<CommandResult> {
  const { registry, handlers } = kernel.services;
  const { oid, pid, level, token } = call;
  let result: CommandResult | undefined;
  let later: ((result: CommandResult) => void) | undefined;
  let owner: number | undefined;
  let standAgain: (() => void) | undefined;
  const complete = (completion: CommandResult): void => {
    result = completion;
    later?.(completion);
  };
  if (call.async) {
    const status = registry.commands.callAsync(oid, { pid, level }, token, complete);
    return result ?? { status, result: null };
  }
  registry.commands.call(oid, { pid, level }, token, complete, (handler, caller, done) => {
    owner = handler.owner;
    if (!running) standAgain = free(kernel, owner);
    handlers.call(handler, caller.pid, done, true);
  });
  if (result) {
    standAgain?.();
    return result;
  }
  if (running) return new Promise((resolve) => (later = resolve));
  runAlone(kernel, owner!, () => result !== undefined);
  standAgain?.();
  return result ?? { status: CommandStatus.failed, result: 'the handler did not return' };
}

/** Frees a task that only stands for the debugger. @returns what makes it stand again, unless something else has stopped it */
function free(kernel: Kernel, pid: number): () => void {
  const task = kernel.tasks.get(pid);
  if (!task?.stoppedByDebugger || task.state !== 'paused') return () => {};
  const { held, fault } = task;
  const { debugStop } = kernel;
  task.state = kernel.release(task);
  kernel.debugStop = null;
  return () => {
    if (isFinal(task.state) || kernel.debugStop) return;
    Object.assign(task, { state: 'paused', stoppedByDebugger: true, held, fault });
    kernel.debugStop = debugStop;
  };
}

function runAlone(kernel: Kernel, pid: number, done: () => boolean): void {
  const task = kernel.require(pid);
  const { current, lastRun } = kernel;
  for (let left = ALONE; left > 0 && !done() && !kernel.debugStop; ) {
    if (!isRunnable(task.state)) break;
    left -= Math.max(1, kernel.execute(task, 1));
    kernel.expire();
  }
  if (!done()) kernel.services.handlers.abandon(task);
  kernel.current = current;
  kernel.lastRun = lastRun;
}
