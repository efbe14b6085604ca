/** A kernel with tasks, and everything that can be seen of it. */

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { Kernel } from './kernel';
import { imageOf } from './program.testing';
import type { Task } from './task';

export interface Seen {
  /** Instructions of all tasks before the event. */
  readonly at: number;
  /** Milliseconds. */
  readonly now: number;
  readonly current: number | undefined;
  readonly type: string;
  readonly pid: number | null;
  readonly data: object;
  /** Of every task, as a listener finds it. */
  readonly tasks: readonly { state: string; pc: number; steps: number; r0: number }[];
}

const images = new Map<string, ReturnType<typeof imageOf>>();

/** Assembled once: several worlds load the same sources. */
function imageFor(source: string): ReturnType<typeof imageOf> {
  const known = images.get(source);
  if (known) return known;
  if (images.size > 64) images.clear();
  const image = imageOf(source);
  images.set(source, image);
  return image;
}

export class World {
  events: Seen[] = [];
  readonly kernel: Kernel = new Kernel(
    (type, pid, data) =>
      this.events.push({
        at: this.kernel.totalSteps,
        now: this.kernel.now(),
        current: this.kernel.current?.pid,
        type,
        pid,
        data,
        tasks: this.tasks.map(({ state, processor: { pc, steps, registers } }) => ({
          state,
          pc,
          steps,
          r0: registers[0]!,
        })),
      }),
    { drainStdio: true },
  );

  constructor(sources: readonly string[]) {
    for (const source of sources) this.load(source);
  }

  /** Those since the last call. */
  takeEvents(): Seen[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  get tasks(): Task[] {
    return [...this.kernel.tasks.values()];
  }

  load(source: string): Task {
    return this.kernel.load(imageFor(source), 'task.hxe');
  }

  /** Tasks that the debugger has stopped go on, unless they have left their code and would only stop there again. */
  goOn(): void {
    this.kernel.debugStop = null;
    for (const task of this.tasks) if (task.stoppedByDebugger && !task.fault) this.kernel.continueTask(task);
  }

  /** When nobody can run, lets the time pass until somebody can; false when nobody ever will. */
  pass(): boolean {
    const { kernel } = this;
    if (kernel.runnableTasks().length > 0) return true;
    const deadline = kernel.nextDeadline();
    if (deadline !== null) kernel.clock.advanceTo(deadline);
    return deadline !== null;
  }

  /** Runs `run` again and again until nothing can go on or `limit` instructions are done. */
  toTheEnd(run: () => void, limit: number): void {
    while (this.kernel.totalSteps < limit) {
      run();
      if (this.kernel.debugStop) this.goOn();
      else if (!this.pass()) return;
    }
  }

  /** All that can be asked for between two runs. */
  state() {
    const { kernel } = this;
    return {
      totalSteps: kernel.totalSteps,
      now: kernel.now(),
      current: kernel.current?.pid,
      lastRun: kernel.lastRun?.pid,
      debugStop: kernel.debugStop,
      deadline: kernel.nextDeadline(),
      runnable: kernel.runnableTasks().map(({ pid }) => pid),
      tasks: this.outcome(),
    };
  }

  outcome() {
    return this.tasks.map(({ pid, state, exitStatus, fault, wait, sleepDeadline, stoppedByDebugger, processor }) => {
      const { pc, sp, psw, steps, depth, memory, skipBreakpoint } = processor;
      return {
        ...{ pid, state, exitStatus, fault, wait, sleepDeadline, stoppedByDebugger },
        ...{ pc, sp, psw, steps, depth, skipBreakpoint },
        calls: processor.returnSlots(0),
        memory,
      };
    });
  }
}

/** `toEqual`, but quick when it holds, which for whole memories and long lists matters. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}
