/** Steps on command (executive-protocol spec 5.2): of all tasks in turn, or of one, which may be paused and stays so. */

import type { ExecutiveEvent } from './events';
import type { Kernel } from './kernel';
import { runTask, runTasks } from './scheduler';
import type { EventHub } from './sessions/event-hub';
import type { StateReports } from './state-reports';
import type { Task } from './task';
import type { StepEvent, StepResult } from './task-record';
import { isFinal, isRunnable } from './task-state';
import type { TaskSymbols } from './task-symbols';
import type { WatchList } from './watching/watch-list';

export interface StepRequest {
  /** Instructions; 0 or less executes nothing. */
  readonly count: number;
  readonly pid?: number | undefined;
  /** Counts only instructions that come from source lines, as far as the symbols tell. */
  readonly sourceOnly?: boolean | undefined;
  /** Leaves trace events out of the result. */
  readonly untraced?: boolean | undefined;
}

interface StepperParts {
  readonly kernel: Kernel;
  readonly reports: StateReports;
  readonly events: EventHub;
  readonly watches: WatchList;
  readonly symbols: TaskSymbols;
  /** Calls back in a later turn of the event loop. */
  readonly nextTurn: (callback: () => void) => void;
  /** Told of the result of every step. */
  readonly stepped: (result: StepResult) => void;
}

/** Instructions between two turns of the event loop; fewer while each of them makes an event. */
const SLICE = 50_000;
const TRACED_SLICE = 4096;
/** Instructions at the end of a step of which the scheduler's ring has every turn: half as many fill it. */
const LISTED = 256;
/** Events that a result lists. */
const MOST_EVENTS = 4096;
/** Instructions without a source line after which a step gives up looking for one. */
const MOST_SKIPPED = 100_000;

/** These are events of the executive, the others of the machine (spec 5.2). */
const ownTypes: ReadonlySet<string> = new Set(['debug_break', 'watch_update']);
const hiddenTypes: ReadonlySet<string> = new Set(['task_state', 'scheduler', 'clock', 'stdout', 'stderr']);

export class Stepper {
  /** Tasks whose steps pass over breakpoints. */
  readonly marked = new Set<Task>();

  /** Long steps under way, in the order of their turns. */
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly parts: StepperParts) {}

  /** A long step lets others have their turn in between; its result is a promise then. */
  step(request: StepRequest): StepResult | Promise<StepResult> {
    const call = new StepCall(this.parts, request, this.marked);
    return call.advance() ? call.finish() : this.continue(call);
  }

  /** The next slice of the long step whose turn it is. */
  turn(): void {
    this.waiting.shift()?.();
  }

  private continue(call: StepCall): Promise<StepResult> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        if (call.advance()) resolve(call.finish());
        else this.enqueue(goOn);
      };
      this.enqueue(goOn);
    });
  }

  private enqueue(goOn: () => void): void {
    this.waiting.push(goOn);
    this.parts.nextTurn(() => this.turn());
  }
}

function stepEvent(event: ExecutiveEvent): StepEvent {
  if (ownTypes.has(event.type)) return event;
  const { changed_regs: _changed, ...data } = event.data as Record<string, unknown>;
  return { type: event.type, ...(event.pid !== null && { pid: event.pid }), ...data };
}

class StepCall {
  private readonly events: ExecutiveEvent[] = [];
  private readonly stopListening: () => void;
  private left: number;
  private executed = 0;
  private last: Task | null = null;
  /** The task was paused before, and is again. */
  private steppedPaused = false;

  constructor(
    private readonly parts: StepperParts,
    private readonly request: StepRequest,
    private readonly marked: ReadonlySet<Task>,
  ) {
    this.left = Math.max(0, request.sourceOnly ? Math.max(1, request.count) : request.count);
    this.stopListening = parts.events.listen((event) => {
      if (hiddenTypes.has(event.type) || (request.untraced && event.type === 'trace_step')) return;
      if (this.events.length < MOST_EVENTS) this.events.push(event);
    });
    parts.kernel.debugStop = null;
    parts.kernel.lastRun = null;
  }

  private get task(): Task | undefined {
    const { pid } = this.request;
    return pid === undefined ? undefined : this.parts.kernel.task(pid);
  }

  /** Executes a slice; true when the call is over. */
  advance(): boolean {
    const { kernel } = this.parts;
    const traced = [...kernel.tasks.values()].some(({ trace }) => trace);
    const done = this.request.sourceOnly ? this.sourceSlice() : this.slice(traced ? TRACED_SLICE : SLICE);
    this.last = kernel.lastRun ?? this.last;
    return done || this.left === 0 || kernel.debugStop !== null;
  }

  private slice(most: number): boolean {
    const listed = this.left <= LISTED;
    const budget = Math.min(listed ? this.left : this.left - LISTED, most);
    const executed = this.execute(budget, listed);
    this.left -= executed;
    return executed < budget;
  }

  /** One instruction that has a source line, with those before it that have none. */
  private sourceSlice(): boolean {
    for (let skipped = 0; skipped < MOST_SKIPPED; skipped++) {
      const { current } = this.parts.kernel;
      const task = this.task ?? current;
      const pc = task?.processor.pc ?? 0;
      if (this.execute(1) === 0) return true;
      if (this.parts.kernel.debugStop) return true;
      const record = this.parts.symbols.get(this.parts.kernel.lastRun?.pid ?? -1)?.table.instructionAt(pc);
      if (record?.sourceKind !== 'compiler') break;
    }
    this.left--;
    return false;
  }

  private execute(budget: number, listed = true): number {
    const { kernel } = this.parts;
    kernel.ring.listing = listed;
    const executed = this.executeTasks(budget);
    kernel.ring.listing = false;
    this.executed += executed;
    this.last = kernel.lastRun ?? this.last;
    return executed;
  }

  private executeTasks(budget: number): number {
    const { kernel } = this.parts;
    if (this.request.pid === undefined) return runTasks(kernel, budget);
    const { task } = this;
    if (!task) return 0;
    // A step always leaves the place where it starts (fixes Q02).
    if (this.executed === 0) task.processor.skipBreakpoint = task.processor.pc;
    if (task.state !== 'paused') return runTask(kernel, task, budget);
    const { stoppedByDebugger } = task;
    const { current } = kernel;
    task.state = kernel.release(task);
    const executed = runTask(kernel, task, budget);
    kernel.current = current;
    if (isFinal(task.state) || kernel.debugStop) return executed;
    task.state = 'paused';
    task.stoppedByDebugger = stoppedByDebugger;
    this.steppedPaused = true;
    return executed;
  }

  finish(): StepResult {
    const { kernel, reports, watches } = this.parts;
    const { task, executed } = this;
    const last = task ?? this.last ?? kernel.current;
    const next = kernel.current;
    this.stopAfterwards(last);
    // A task that stays paused has had no turn among the others.
    reports.report({ source: 'manual', executed, last: this.steppedPaused ? null : this.last });
    watches.sample(task);
    this.stopListening();
    const told = this.events.map(stepEvent);
    const stop = told.findLast(({ type }) => type === 'debug_stop') ?? null;
    const result: StepResult = {
      executed,
      running: last !== null && isRunnable(last.state),
      pc: last?.processor.pc ?? null,
      steps: last?.processor.steps ?? 0,
      cycles: last?.processor.steps ?? 0,
      sleep_pending: last?.sleepDeadline != null,
      events: told,
      paused: kernel.debugStop !== null || told.some(({ type }) => type === 'debug_break'),
      current_pid: last?.pid ?? null,
      next_pid: next?.pid ?? null,
      debug_event: stop,
    };
    this.parts.stepped(result);
    return result;
  }

  /** A breakpoint behind the last instruction stops a task as well; one that was paused before stays so. */
  private stopAfterwards(last: Task | null): void {
    const { kernel, reports } = this.parts;
    if (!last || this.executed === 0 || kernel.debugStop) return;
    const { pc, breakpoints } = last.processor;
    const able = isRunnable(last.state) || (this.steppedPaused && last === this.task);
    if (able && !this.marked.has(last) && breakpoints.includes(pc)) reports.stopAtBreakpoint(last);
    else if (this.steppedPaused && last.state === 'paused') kernel.setState(last, 'paused', 'step', { pc });
  }
}
