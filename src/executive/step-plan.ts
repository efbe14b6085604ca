/** A step of the debugger that takes more than one instruction, by the machine's own call depth. */

import type { Task } from './task';
import { isRunnable } from './task-state';

export type StepKind = 'into' | 'over' | 'out';

/** Code addresses, end exclusive. */
export type CodeRange = readonly [start: number, end: number];

export const insideRanges = (pc: number, ranges: readonly CodeRange[]): boolean =>
  ranges.some(([start, end]) => pc >= start && pc < end);

export class StepPlan {
  private readonly startDepth: number;
  private readonly startSteps: number;

  /** @param ranges code the step should leave; none: one instruction */
  constructor(
    readonly task: Task,
    private readonly kind: StepKind,
    private readonly ranges: readonly CodeRange[],
  ) {
    this.startDepth = task.processor.depth;
    this.startSteps = task.processor.steps;
  }

  /** How far the task may run before {@link reached} has to be asked again. */
  budget(limit: number): number {
    const { processor } = this.task;
    if (this.kind === 'out') {
      processor.returnDepth = this.startDepth;
      return limit;
    }
    if (this.kind === 'over' && processor.depth > this.startDepth) {
      processor.returnDepth = this.startDepth + 1;
      return limit;
    }
    processor.returnDepth = 0;
    return 1;
  }

  /** Not before the task can go on: a call that blocks is over when its wait is. */
  reached(): boolean {
    const { state, processor } = this.task;
    const { depth, pc, steps } = processor;
    if (steps === this.startSteps || !isRunnable(state)) return false;
    if (depth < this.startDepth) return true;
    if (this.kind === 'out' || (this.kind === 'over' && depth > this.startDepth)) return false;
    return !insideRanges(pc, this.ranges);
  }

  end(): void {
    this.task.processor.returnDepth = 0;
  }
}
