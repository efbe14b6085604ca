/**
 * The priority overlay (services spec 2.10), off unless asked for: the largest number first, turns only among equals, a
 * turn of as many instructions as the quantum says. It takes every turn one after the other.
 */

import type { Kernel } from './kernel';
import { planOf, type StepPlans } from './step-plan';
import type { Task } from './task';
import { isRunnable } from './task-state';

/** The runnable tasks of the highest priority present, in run order. */
function mostUrgent(kernel: Kernel): Task[] {
  const runnable = kernel.runnableTasks();
  const highest = Math.max(...runnable.map(({ priority }) => priority));
  return runnable.filter(({ priority }) => priority === highest);
}

/**
 * Executes one instruction by priority and passes the turn on.
 * @returns instructions executed; `undefined` when nobody can run
 */
export function runByPriority(kernel: Kernel, plans: StepPlans): number | undefined {
  const urgent = mostUrgent(kernel);
  const task = urgent.find((candidate) => candidate === kernel.current) ?? urgent[0];
  if (!task) return undefined;
  if (kernel.current !== task) task.turn = 0;
  kernel.current = task;
  const executed = kernel.execute(task, Math.min(1, planOf(plans, task)?.budget(1) ?? 1));
  task.turn++;
  return executed;
}

/** After an instruction: whose turn is next. Somebody more urgent gets it at once. */
export function passByPriority(kernel: Kernel): void {
  const { current } = kernel;
  if (kernel.debugStop?.reason === 'breakpoint') return;
  const urgent = mostUrgent(kernel);
  const at = current ? urgent.indexOf(current) : -1;
  if (at >= 0 && isRunnable(current!.state) && current!.turn < current!.quantum) return;
  const next = urgent[at + 1] ?? urgent[0];
  if (!next) return;
  next.turn = 0;
  if (next !== current) kernel.ring.rotate(next);
  kernel.current = next;
}
