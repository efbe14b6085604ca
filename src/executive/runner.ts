/**
 * Drives the kernel in slices between turns of the event loop, so that the host never waits and a pause takes effect
 * at once. Time that nobody can use is skipped, as far as the pace lets it pass: the clock jumps to the next deadline.
 */

import type { Timer } from '../platform/timer';
import type { Kernel } from './kernel';
import type { Pacer } from './pacing/pacer';
import { runTasks } from './scheduler';
import type { StepPlan } from './step-plan';
import type { ClockMode } from './task-record';
import { isFinal } from './task-state';

/** Instructions that a debugger's run executes at once: a step should not wait for a turn of the event loop. */
const FIRST_SLICE = 2_000;

export interface RunOptions {
  /** Of a debugger: as soon as a task stops for it, `all` stop, or only that one. */
  readonly stops?: 'all' | 'one';
  readonly plan?: StepPlan;
  /** Instructions of all tasks after which to stop. */
  readonly limit?: number;
}

interface RunnerParts {
  readonly kernel: Kernel;
  readonly pacer: Pacer;
  readonly timer: Timer;
  /** Calls back in a later turn of the event loop. */
  readonly nextTurn: (callback: () => void) => void;
  /** Told of every slice with the instructions it completed. */
  readonly sliced: (executed: number) => void;
}

export class Runner {
  mode: ClockMode = 'stopped';
  /** Nobody can run before a deadline, which the pace does not let come at once. */
  sleeping = false;
  /** Milliseconds of the last pause. */
  lastPause = 0;
  private stopsAll = false;
  private readonly plans = new Set<StepPlan>();
  private left = Number.POSITIVE_INFINITY;
  private turnComes = false;
  private cancelPause: (() => void) | null = null;

  constructor(private readonly parts: RunnerParts) {}

  start(options: RunOptions = {}): void {
    const { plan, stops, limit } = options;
    this.endPlans(stops === 'one' ? ({ task }) => task === plan?.task : undefined);
    if (plan) this.plans.add(plan);
    this.stopsAll = stops === 'all';
    this.left = limit ?? Number.POSITIVE_INFINITY;
    this.parts.kernel.debugStop = null;
    this.enter('active');
    const { pacer } = this.parts;
    if (stops && !pacer.isPaced && pacer.rate === 0) this.slice(FIRST_SLICE);
    if (this.mode === 'active') this.goOn();
  }

  /** A stop of one task no longer stops the others, and nobody steps. */
  runFreely(): void {
    this.endPlans();
    this.stopsAll = false;
  }

  stop(): void {
    this.runFreely();
    this.endPause();
    this.enter('stopped');
  }

  /** Something may have become runnable from outside, or may run at another pace. */
  wake(): void {
    if (this.mode === 'stopped') return;
    this.enter('active');
    this.goOn();
  }

  /** Time passes with the host's unless instructions are what takes it. */
  catchUp(): void {
    const { pacer } = this.parts;
    const isExecuting = this.mode === 'active' && !this.sleeping && pacer.rate === 0;
    if (!isExecuting && pacer.isPaced) this.pass(pacer.dueTime());
  }

  /** Time passes until `time` (ms of the executive's clock); who is due wakes with the next turn. */
  pass(time: number): void {
    this.parts.kernel.clock.advanceTo(time);
  }

  private endPlans(which: (plan: StepPlan) => boolean = () => true): void {
    for (const plan of this.plans) {
      if (!which(plan)) continue;
      plan.end();
      this.plans.delete(plan);
    }
  }

  private enter(mode: ClockMode): void {
    if (this.mode === mode) return;
    this.mode = mode;
    this.parts.kernel.emit('clock', null, { mode });
  }

  private goOn(): void {
    this.endPause();
    if (this.turnComes) return;
    this.turnComes = true;
    this.parts.nextTurn(() => {
      this.turnComes = false;
      if (this.mode === 'active' && !this.cancelPause) this.advance();
    });
  }

  private pause(ms: number, then: () => void): void {
    this.lastPause = ms;
    this.cancelPause = this.parts.timer.after(ms, () => {
      this.endPause();
      then();
    });
  }

  private endPause(): void {
    this.cancelPause?.();
    this.cancelPause = null;
    this.sleeping = false;
  }

  private advance(): void {
    const { pacer } = this.parts;
    const { turns, instructions } = pacer.allowance();
    if (turns === 0) {
      this.pause(pacer.pause(), () => this.advance());
      return;
    }
    for (let turn = 0; turn < turns && this.mode === 'active' && !this.cancelPause; turn++) {
      if (pacer.rate > 0) this.catchUp();
      this.slice(instructions);
      if (this.mode === 'active' && !this.parts.kernel.isAble()) this.waitForDeadline();
    }
    if (this.mode === 'active' && !this.cancelPause) this.goOn();
  }

  /** Executes up to so many instructions. */
  slice(instructions: number): void {
    const { kernel, pacer, sliced } = this.parts;
    const executed = runTasks(kernel, Math.min(instructions, this.left), this.plans);
    this.left -= executed;
    sliced(executed);
    this.endPlans(({ task }) => task.stoppedByDebugger || isFinal(task.state));
    if (this.left <= 0 || (kernel.debugStop && this.stopsAll)) {
      this.stop();
      return;
    }
    kernel.debugStop = null;
    if (kernel.isAble()) return;
    const deadline = kernel.nextDeadline();
    if (deadline === null) this.enter('idle');
    else if (!pacer.isPaced) this.pass(deadline);
  }

  /** Nobody can run: lets the time pass until somebody can, or waits for it. */
  private waitForDeadline(): void {
    const { kernel, pacer } = this.parts;
    const deadline = kernel.nextDeadline();
    if (deadline === null || !pacer.isPaced) return;
    if (deadline <= pacer.dueTime()) {
      this.pass(deadline);
      this.goOn();
    } else {
      this.sleeping = true;
      this.pause(pacer.pauseUntil(deadline), () => this.waitForDeadline());
    }
  }
}
