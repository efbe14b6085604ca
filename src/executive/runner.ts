/**
 * Drives the kernel in slices between turns of the event loop, so that the host never waits and a pause takes effect
 * at once. Time that nobody can use is skipped: the virtual clock jumps to the next deadline.
 */

import { nextTurn } from '../platform/event-loop';
import type { Kernel } from './kernel';
import { runTasks } from './scheduler';
import type { StepPlan } from './step-plan';
import type { ClockMode } from './task-record';

/** Instructions per slice: well under a millisecond for one task, a few for many that call services. */
const SLICE = 100_000;

export interface RunOptions {
  /** Stop as soon as a task stops for the debugger. */
  readonly untilStop?: boolean;
  readonly plan?: StepPlan;
  /** Instructions of all tasks after which to stop. */
  readonly limit?: number;
}

export class Runner {
  mode: ClockMode = 'stopped';
  private options: RunOptions = {};
  private left = Number.POSITIVE_INFINITY;
  private pending = false;

  /** @param sliced told of every slice with the instructions it completed */
  constructor(
    private readonly kernel: Kernel,
    private readonly sliced: (executed: number) => void = () => {},
  ) {}

  start(options: RunOptions = {}): void {
    this.options.plan?.end();
    this.options = options;
    this.left = options.limit ?? Number.POSITIVE_INFINITY;
    this.kernel.debugStop = null;
    this.enter('active');
    this.schedule();
  }

  stop(): void {
    this.options.plan?.end();
    this.options = {};
    this.enter('stopped');
  }

  /** Something may have become runnable from outside: leaves `idle`. */
  wake(): void {
    if (this.mode !== 'idle') return;
    this.enter('active');
    this.schedule();
  }

  private enter(mode: ClockMode): void {
    if (this.mode === mode) return;
    this.mode = mode;
    this.kernel.emit('clock', null, { mode });
  }

  private schedule(): void {
    if (this.pending) return;
    this.pending = true;
    nextTurn(() => {
      this.pending = false;
      if (this.mode === 'active') this.slice();
    });
  }

  private slice(): void {
    const { kernel } = this;
    const { plan = null, untilStop } = this.options;
    const executed = runTasks(kernel, Math.min(SLICE, this.left), plan);
    this.left -= executed;
    this.sliced(executed);
    if (this.left <= 0 || (kernel.debugStop && untilStop)) {
      this.stop();
      return;
    }
    kernel.debugStop = null;
    if (kernel.runnableTasks().length === 0 && !this.skipToDeadline()) this.enter('idle');
    else this.schedule();
  }

  /** Nobody can run: lets the time pass until somebody can. False when nobody ever will. */
  private skipToDeadline(): boolean {
    const deadline = this.kernel.nextDeadline();
    if (deadline === null) return false;
    this.kernel.clock.advanceTo(deadline);
    this.kernel.expire();
    return true;
  }
}
