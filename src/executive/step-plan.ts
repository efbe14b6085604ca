/** A step of the debugger that takes more than one instruction, by the machine's own call depth. */

import type { Task } from './task';
import { isRunnable } from './task-state';

export type StepKind = 'into' | 'over' | 'out';

/** Code addresses, end exclusive. */
export type CodeRange = readonly [start: number, end: number];

export interface DebugStep {
  readonly kind: StepKind;
  /** Code the step should leave; none: one instruction. */
  readonly ranges: readonly CodeRange[];
  /** `into` only: the routine to enter; calls of others are passed over. */
  readonly target?: number | undefined;
  /** Code of the routine that steps: a jump back into it ends a call whose return address was dropped. */
  readonly routine?: CodeRange | undefined;
}

export const insideRanges = (pc: number, ranges: readonly CodeRange[]): boolean =>
  ranges.some(([start, end]) => pc >= start && pc < end);

/** Instructions after which a call whose return address is not on the stack is thought to be gone for good. */
const PATIENCE = 10_000;
/** Bytes behind the call to which a routine may change its return address, for example to pass over its arguments. */
const NEAR = 256;

/** The steps under way, at most one of each task. */
export type StepPlans = ReadonlySet<StepPlan>;

export class StepPlan {
  private kind: StepKind;
  private startDepth: number;
  private readonly startSteps: number;
  private readonly ranges: readonly CodeRange[];
  private readonly target: number | undefined;
  private readonly routine: readonly CodeRange[];
  /** Where the call that is passed over, or the routine to leave, keeps its return address; it is watched. */
  private slot: number | undefined;
  /** What was there. */
  private returnPc = 0;
  /** Instructions executed while the return address was off the stack. */
  private adrift = 0;
  /** Code of another routine has run meanwhile. */
  private away = false;

  constructor(
    readonly task: Task,
    { kind, ranges, target, routine }: DebugStep,
  ) {
    const { depth, steps, sp } = task.processor;
    this.kind = target === undefined ? kind : 'over';
    this.ranges = ranges;
    this.target = target;
    this.routine = routine ? [routine] : [];
    this.startDepth = depth;
    this.startSteps = steps;
    if (this.kind === 'out') this.watch(task.processor.returnSlots(sp)[0]);
  }

  /** How far the task may run before {@link reached} has to be asked again. */
  budget(limit: number): number {
    const { processor, trace } = this.task;
    processor.returnDepth = 0;
    // Nothing ends the run of a traced task early, not even a watch of the plan.
    if (trace) return 1;
    if (this.isAdrift) return 1;
    if (this.kind === 'out') {
      processor.returnDepth = this.startDepth;
      return limit;
    }
    if (this.kind === 'over' && processor.depth > this.startDepth) {
      processor.returnDepth = this.startDepth + 1;
      return limit;
    }
    return 1;
  }

  /** Not before the task can go on: a call that blocks is over when its wait is. */
  reached(): boolean {
    const { state, processor } = this.task;
    const { depth, pc, steps, sp } = processor;
    if (steps === this.startSteps || !isRunnable(state)) return false;
    if (depth < this.startDepth) return true;
    if (this.kind === 'over' && depth === this.startDepth + 1 && this.slot === undefined) {
      if (pc === this.target) return true;
      this.watch(sp);
    }
    this.watchAdrift();
    if (this.kind === 'out' || (this.kind === 'over' && depth > this.startDepth)) return false;
    this.watch(undefined);
    return !insideRanges(pc, this.ranges);
  }

  end(): void {
    this.task.processor.returnDepth = 0;
    this.watch(undefined);
  }

  /** A routine has taken the return address off the stack; it may put it back, or have jumped away for good. */
  private get isAdrift(): boolean {
    const { depth, sp, view } = this.task.processor;
    if (depth < this.calledDepth || this.slot === undefined) return false;
    if (sp > this.slot) return true;
    // Something else may have been pushed there since.
    const beyond = view.getUint32(this.slot, true) - this.returnPc;
    return beyond < 0 || beyond > NEAR || beyond % 4 !== 0;
  }

  /**
   * Gives up a call that does not put its return address back, or without it has come back to the routine that steps,
   * by a jump or the return of another.
   */
  private watchAdrift(): void {
    if (!this.isAdrift) {
      this.adrift = 0;
      this.away = false;
      return;
    }
    const { depth, pc, view } = this.task.processor;
    const isInside = insideRanges(pc, this.routine);
    const isReturned = this.adrift === 0 && this.slot !== undefined && pc === view.getUint32(this.slot, true);
    this.away ||= !isInside || isReturned;
    const isBack = isInside && this.away && depth === this.calledDepth;
    if (isBack || ++this.adrift > PATIENCE) this.giveUpCall();
  }

  /** Of the routine whose return is waited for. */
  private get calledDepth(): number {
    return this.kind === 'out' ? this.startDepth : this.startDepth + 1;
  }

  /** The call will not return: what runs now has taken its place. */
  private giveUpCall(): void {
    this.kind = 'over';
    this.startDepth = this.task.processor.depth;
    this.watch(undefined);
  }

  /** A watch of the plan's own, that stops nothing: it ends the present run of the processor. */
  private watch(slot: number | undefined): void {
    const { processor } = this.task;
    for (const access of ['read', 'write'] as const) {
      if (this.slot !== undefined) processor.clearWatch(this.slot, 4, access);
      if (slot !== undefined) processor.setWatch(slot, 4, access);
    }
    this.slot = slot;
    if (slot !== undefined) this.returnPc = processor.view.getUint32(slot, true);
  }
}

export const noPlans: StepPlans = new Set();

export function planOf(plans: StepPlans, task: Task): StepPlan | undefined {
  // Asked at every turn, and mostly nobody steps.
  if (plans.size === 0) return undefined;
  for (const plan of plans) if (plan.task === task) return plan;
  return undefined;
}
