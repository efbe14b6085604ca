/**
 * The strict rule (services spec 2.6): one instruction per task and turn, round robin in load order; after a task has
 * blocked, slept or ended, the turn goes to the first runnable one.
 */

import type { Kernel } from './kernel';
import type { StepPlan } from './step-plan';
import type { Task } from './task';
import { isRunnable } from './task-state';

/**
 * Lets tasks run until `budget` instructions are completed, a task stops for the debugger, or nobody can run.
 * Returns the number of instructions completed.
 */
export function runTasks(kernel: Kernel, budget: number, plan: StepPlan | null = null): number {
  let left = budget;
  while (left > 0 && !kernel.debugStop) {
    kernel.expire();
    const runnable = kernel.runnableTasks();
    if (runnable.length === 0) break;
    const deadline = kernel.nextDeadline();
    const quiet = deadline === null ? left : Math.min(left, Math.max(1, kernel.clock.instructionsUntil(deadline)));
    left -= runUndisturbed(kernel, runnable, quiet, plan);
  }
  return budget - left;
}

/** Turns among a fixed set of runnable tasks, until one of them changes anything but itself. */
function runUndisturbed(kernel: Kernel, runnable: readonly Task[], budget: number, plan: StepPlan | null): number {
  let left = budget;
  let turn = Math.max(0, runnable.indexOf(kernel.current!));
  kernel.disturbed = false;
  while (left > 0) {
    const task = runnable[turn]!;
    kernel.current = task;
    const limit = runnable.length === 1 ? left : 1;
    left -= kernel.execute(task, plan?.task === task ? plan.budget(limit) : limit);
    if (plan?.task === task && !kernel.debugStop && isRunnable(task.state) && plan.reached()) {
      kernel.breakTask(task, 'step');
      break;
    }
    turn = turn + 1 === runnable.length ? 0 : turn + 1;
    if (kernel.disturbed) {
      // A task that goes on passes the turn to its successor; otherwise the first runnable one is next.
      kernel.current = isRunnable(task.state) ? successor(kernel, task) : null;
      break;
    }
    kernel.current = runnable[turn]!;
  }
  return budget - left;
}

/** The next runnable task behind `task` in load order, `task` itself when it is alone. */
function successor(kernel: Kernel, task: Task): Task {
  const runnable = kernel.runnableTasks();
  return runnable[(runnable.indexOf(task) + 1) % runnable.length]!;
}
