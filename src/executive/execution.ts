/** Who executes instructions, and when: the clock, steps on command, and the runs of a debugger. */

import type { Timer } from '../platform/timer';
import { ExecutiveError } from './errors';
import type { Kernel } from './kernel';
import type { ClockPace } from './pacing/clock-pace';
import { Pacer } from './pacing/pacer';
import { Runner } from './runner';
import type { EventHub } from './sessions/event-hub';
import type { StateReports } from './state-reports';
import { type DebugStep, StepPlan } from './step-plan';
import { Stepper } from './stepper';
import type { ClockStatus, ThrottleReason } from './task-record';
import { isFinal, isRunnable } from './task-state';
import type { TaskSymbols } from './task-symbols';
import type { WatchList } from './watching/watch-list';

interface ExecutionParts {
  readonly kernel: Kernel;
  readonly reports: StateReports;
  readonly events: EventHub;
  readonly watches: WatchList;
  readonly symbols: TaskSymbols;
}

/** How a debugger lets tasks run; see the command `debug.run`. */
export interface DebugRun {
  /** The task that steps, or that is looked at: a breakpoint at its pc is passed once. */
  readonly pid?: number | undefined;
  readonly step?: DebugStep | undefined;
  /** The tasks that go on; by default all, with `nonStop` and `pid` that one. */
  readonly only?: readonly number[] | undefined;
  /** A stop concerns one task; the others, and their steps, go on. */
  readonly nonStop?: boolean | undefined;
}

export interface ExecutionOptions {
  /** Instructions of a turn of the clock with a rate. */
  readonly stepSize: number;
  readonly clock: ClockPace;
  readonly timer: Timer;
  /** Calls back in a later turn of the event loop. */
  readonly nextTurn: (callback: () => void) => void;
}

export class Execution {
  readonly runner: Runner;
  readonly stepper: Stepper;
  private readonly pacer: Pacer;
  private readonly counters = { autoSteps: 0, autoTotal: 0, manualSteps: 0, manualTotal: 0 };

  constructor(
    private readonly parts: ExecutionParts,
    private readonly options: ExecutionOptions,
  ) {
    const { kernel } = parts;
    const { clock, timer, nextTurn, stepSize } = options;
    this.pacer = new Pacer(kernel.clock, timer, clock, stepSize);
    const { pacer } = this;
    this.runner = new Runner({ kernel, pacer, timer, nextTurn, sliced: (executed) => this.afterSlice(executed) });
    this.stepper = new Stepper({ ...parts, nextTurn, stepped: ({ executed }) => this.afterStep(executed) });
  }

  /** Instructions that the clock and steps have executed. */
  get executed(): number {
    return this.counters.autoTotal + this.counters.manualTotal;
  }

  status(): ClockStatus {
    const { mode, sleeping, lastPause } = this.runner;
    const { counters } = this;
    const { rate } = this.pacer;
    const { kernel } = this.parts;
    const reason = mode === 'idle' || sleeping ? this.throttleReason() : null;
    return {
      state: mode === 'stopped' ? 'stopped' : 'running',
      running: mode !== 'stopped',
      mode: mode === 'stopped' ? mode : (reason ?? (rate > 0 ? 'rate' : 'active')),
      throttled: reason === 'throttled' || reason === 'sleep',
      throttle_reason: reason,
      last_wait_s: lastPause / 1000,
      rate_hz: rate,
      step_size: this.options.stepSize,
      auto_steps: counters.autoSteps,
      auto_total_steps: counters.autoTotal,
      manual_steps: counters.manualSteps,
      manual_total_steps: counters.manualTotal,
      total_steps: kernel.totalSteps,
      now: kernel.now() / 1000,
    };
  }

  /** Why a running clock has nothing to execute; in the words of services spec 2.12, which differ with a rate. */
  private throttleReason(): ThrottleReason {
    const states = new Set([...this.parts.kernel.tasks.values()].map(({ state }) => state));
    if (states.size === 0) return 'idle';
    if (states.has('sleeping')) return 'sleep';
    if (states.has('waiting_mbx')) return this.pacer.rate > 0 ? 'throttled' : 'sleep';
    return states.has('paused') ? 'paused' : 'throttled';
  }

  /** @param limit instructions after which the clock stops by itself */
  start(limit?: number): void {
    if (limit !== undefined) this.runner.start({ limit });
    else if (this.runner.mode === 'stopped') this.runner.start();
  }

  /**
   * @param rate turns per second, 0: as fast as it goes
   * @throws ExecutiveError unless it is finite and not negative
   */
  setRate(rate: number): void {
    if (rate < 0) throw new ExecutiveError('clock rate must be non-negative');
    if (!Number.isFinite(rate)) throw new ExecutiveError(`clock rate expects numeric value, got '${rate}'`);
    this.pacer.rate = rate;
    this.runner.wake();
  }

  /** See {@link Executive.debugRun}. */
  run({ pid, step, only, nonStop = false }: DebugRun): void {
    const { kernel, reports } = this.parts;
    const from = pid === undefined ? undefined : kernel.require(pid);
    const going = only ?? (nonStop && from ? [from.pid] : undefined);
    const plan = from && step && new StepPlan(from, step);
    if (from && isRunnable(from.state)) from.processor.skipBreakpoint = from.processor.pc;
    for (const task of kernel.tasks.values()) {
      if (!going || going.includes(task.pid)) {
        if (task.stoppedByDebugger) kernel.continueTask(task);
      } else if (!nonStop) kernel.hold(task);
    }
    reports.report();
    this.runner.start({ stops: nonStop ? 'one' : 'all', ...(plan && { plan }) });
  }

  /** After a stop for the debugger: everything goes on, each task for itself. Without such a stop nothing changes. */
  goOnFreely(): void {
    const { kernel, reports } = this.parts;
    this.runner.runFreely();
    const stopped = [...kernel.tasks.values()].filter(({ stoppedByDebugger }) => stoppedByDebugger);
    if (this.runner.mode !== 'stopped' || (!kernel.debugStop && stopped.length === 0)) return;
    for (const task of stopped) kernel.continueTask(task);
    reports.report();
    this.runner.start();
  }

  /** Stops everything where it is; the stop is reported for `pid`. */
  halt(pid: number): void {
    const { kernel, reports } = this.parts;
    const task = kernel.require(pid);
    const wasRunning = this.runner.mode !== 'stopped';
    this.runner.stop();
    if (!wasRunning) return;
    // A task that waits or was paused by its user stays as it is.
    if (isRunnable(task.state)) kernel.breakTask(task, 'async_break');
    else kernel.stopForDebugger(task, 'async_break');
    reports.report();
  }

  /** Stops one task where it is; the others go on as they do. */
  haltOne(pid: number): void {
    const { kernel, reports } = this.parts;
    const task = kernel.require(pid);
    if (task.stoppedByDebugger || isFinal(task.state)) return;
    kernel.hold(task);
    kernel.stopForDebugger(task, 'async_break');
    if (this.runner.mode !== 'stopped') kernel.debugStop = null;
    reports.report();
  }

  private afterStep(executed: number): void {
    this.counters.manualSteps++;
    this.counters.manualTotal += executed;
    this.runner.wake();
  }

  private afterSlice(executed: number): void {
    const { kernel, reports, watches } = this.parts;
    this.counters.autoSteps++;
    this.counters.autoTotal += executed;
    reports.report(executed > 0 ? { source: 'auto', executed, last: kernel.lastRun } : undefined);
    watches.sample();
  }
}
