/**
 * The strict rule (services spec 2.6): one instruction per task and turn, round robin in load order; after a task has
 * blocked, slept or ended, the turn goes to the first runnable one. Whoever is due wakes before the turn is passed on.
 * `strict.testing.ts` says it plainly; here it is kept without taking every turn.
 */

import type { Kernel } from './kernel';
import { passByPriority, runByPriority } from './priority';
import type { RunAhead } from './run-ahead';
import { noPlans, planOf, type StepPlans } from './step-plan';
import type { Task } from './task';
import { isRunnable } from './task-state';

/**
 * Lets tasks run until `budget` instructions are executed, a task stops for the debugger, or nobody can run.
 * Returns the number of instructions executed, with those that ended their tasks without being completed.
 */
export function runTasks(
  kernel: Kernel,
  budget: number,
  plans: StepPlans = noPlans,
  ahead: RunAhead = kernel.ahead,
): number {
  let left = budget;
  settle(kernel, plans);
  if (kernel.priorities) return budget - runUrgent(kernel, budget, plans);
  while (left > 0 && !kernel.debugStop) {
    const runnable = kernel.runnableTasks();
    if (runnable.length === 0) break;
    left -= runUndisturbed(kernel, runnable, untilDeadline(kernel, left), plans, ahead);
    settle(kernel, plans);
    passTurn(kernel);
  }
  return budget - left;
}

/** The same by priority. @returns what is left of the budget */
function runUrgent(kernel: Kernel, budget: number, plans: StepPlans): number {
  let left = budget;
  while (left > 0 && !kernel.debugStop) {
    const executed = runByPriority(kernel, plans);
    if (executed === undefined) break;
    left -= executed;
    settle(kernel, plans);
    passByPriority(kernel);
  }
  return left;
}

/** The same for one task alone, which stays the current one. */
export function runTask(kernel: Kernel, task: Task, budget: number): number {
  let left = budget;
  kernel.current = task;
  kernel.expire();
  while (left > 0 && isRunnable(task.state) && !kernel.debugStop) {
    left -= kernel.execute(task, kernel.ring.listing ? 1 : untilDeadline(kernel, left));
    kernel.expire();
  }
  return budget - left;
}

/** Turns among a fixed set of runnable tasks, until one of them changes who can run or when. */
function runUndisturbed(
  kernel: Kernel,
  runnable: readonly Task[],
  budget: number,
  plans: StepPlans,
  ahead: RunAhead,
): number {
  const count = runnable.length;
  let left = budget;
  let turn = Math.max(0, runnable.indexOf(kernel.current!));
  kernel.disturbed = false;
  for (;;) {
    const rounds = count > 1 && !kernel.ring.listing ? ahead.rounds(count, Math.floor(left / count)) : 0;
    if (rounds > 0 && mayRunAhead(runnable, plans)) {
      const last = runnable[turn === 0 ? count - 1 : turn - 1]!;
      left -= kernel.executeAhead(runnable, last, rounds, ahead);
      if (left === 0) return budget;
      kernel.ring.rotate(runnable[turn]!);
    }
    const task = runnable[turn]!;
    kernel.current = task;
    const limit = count === 1 && !kernel.ring.listing ? left : 1;
    const planned = planOf(plans, task);
    left -= kernel.execute(task, planned ? planned.budget(limit) : limit);
    ahead.note(kernel.interactions);
    if (left === 0 || kernel.disturbed || planned?.reached()) return budget - left;
    if (count === 1) continue;
    turn = turn + 1 === count ? 0 : turn + 1;
    kernel.ring.rotate(runnable[turn]!);
  }
}

/** Not while somebody wants to look at every instruction of a task. */
function mayRunAhead(tasks: readonly Task[], plans: StepPlans): boolean {
  for (const task of tasks) {
    const planned = planOf(plans, task);
    if (task.trace || (planned && planned.budget(2) < 2)) return false;
  }
  return true;
}

/** Instructions that can be executed before a sleeper or receiver is due. */
function untilDeadline(kernel: Kernel, limit: number): number {
  const deadline = kernel.nextDeadline();
  return deadline === null ? limit : Math.min(limit, Math.max(1, kernel.clock.instructionsUntil(deadline)));
}

function settle(kernel: Kernel, plans: StepPlans): void {
  kernel.expire();
  for (const plan of plans) if (plan.reached() && !kernel.debugStop) kernel.breakTask(plan.task, 'step');
}

/**
 * After the current task has executed. One that has just stopped for the debugger keeps its place among the others, and
 * at a breakpoint its turn: stopping does not change the order in which programs run.
 */
function passTurn(kernel: Kernel): void {
  const { current, debugStop } = kernel;
  if (debugStop?.reason === 'breakpoint') return;
  let first: Task | null = null;
  let found = false;
  for (const task of kernel.tasks.values()) {
    if (!isRunnable(task.state) && !(task.stoppedByDebugger && task.pid === debugStop?.pid)) continue;
    if (found) {
      rotateTo(kernel, task);
      return;
    }
    first ??= task;
    found = task === current;
  }
  if (first && first !== current) rotateTo(kernel, first);
}

function rotateTo(kernel: Kernel, task: Task): void {
  kernel.current = task;
  kernel.ring.rotate(task);
}
