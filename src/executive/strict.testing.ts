/** The strict rule as it is written (services spec 2.6): the oracle to which the scheduler is held. */

import type { Kernel } from './kernel';
import { noPlans, type StepPlans } from './step-plan';
import { isRunnable } from './task-state';

/** Does what `runTasks` does, one instruction at a time and with nothing remembered between turns. */
export function runStrictly(kernel: Kernel, budget: number, plans: StepPlans = noPlans): number {
  let executed = 0;
  wake(kernel, plans);
  while (executed < budget && !kernel.debugStop) {
    const runnable = [...kernel.tasks.values()].filter(({ state }) => isRunnable(state));
    const task = runnable.find((candidate) => candidate === kernel.current) ?? runnable[0];
    if (!task) break;
    kernel.current = task;
    executed += kernel.execute(task, 1);
    wake(kernel, plans);
    const stopped = kernel.debugStop as Kernel['debugStop'];
    // Where a breakpoint stopped it the task has not had its turn.
    if (stopped?.reason === 'breakpoint') break;
    // Who was stopped for the debugger keeps its place; after one that cannot go on it is the turn of the first.
    const inOrder = [...kernel.tasks.values()].filter(
      (other) => isRunnable(other.state) || (other.stoppedByDebugger && other.pid === stopped?.pid),
    );
    kernel.current = inOrder[inOrder.indexOf(task) + 1] ?? inOrder[0] ?? task;
  }
  return executed;
}

/** Whoever is due, then the end of a step. */
function wake(kernel: Kernel, plans: StepPlans): void {
  kernel.expire();
  for (const plan of plans) if (plan.reached() && !kernel.debugStop) kernel.breakTask(plan.task, 'step');
}
