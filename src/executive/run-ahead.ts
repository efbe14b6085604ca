/**
 * Tasks share no memory: as long as none calls a service or stops, the order of their turns cannot be seen. Instead of
 * taking turns they then run ahead one after the other, each by the same number of instructions. Where that number ends
 * is known only afterwards, by the task that first comes to something that concerns others; who has run past that
 * point is put back to where it began and runs forward to it again, which is exact because instructions are deterministic.
 */

import { Snapshot } from '../machine/snapshot';
import { Stop } from '../machine/stop';
import type { Task } from './task';

/** In rounds: turns of every task. */
export interface Pace {
  /** Fewest worth the snapshots; larger than 0. */
  readonly shortest: number;
  /** Most at once. */
  readonly longest: number;
  /** How many without a service call to see before the first attempt, and after one that gained nothing: at most. */
  readonly calm: number;
  readonly calmest: number;
}

/** A snapshot of a task costs as much as some two hundred of its turns. */
const PACE: Pace = { shortest: 512, longest: 1 << 16, calm: 64, calmest: 1 << 15 };

export class RunAhead {
  /** Turns without an interaction, and the number of interactions that were seen. */
  private quiet = 0;
  private seen = 0;
  /** Rounds of quiet before an attempt, and of the next attempt. */
  private patience: number;
  private reach: number;
  private readonly snapshots: Snapshot[] = [];
  private readonly began: number[] = [];
  private readonly clean: boolean[] = [];

  constructor(private readonly pace: Pace = PACE) {
    this.patience = pace.calm;
    this.reach = pace.shortest;
  }

  /** Call after every turn. @param interactions how many there have been */
  note(interactions: number): void {
    if (interactions === this.seen) this.quiet++;
    else {
      this.seen = interactions;
      this.quiet = 0;
    }
  }

  /** Rounds to try now; 0 = take turns. @param left how many rounds there may be */
  rounds(tasks: number, left: number): number {
    if (left < this.pace.shortest || this.quiet < this.patience * tasks) return 0;
    return Math.min(left, this.reach);
  }

  /**
   * Every task executes the same number of instructions, at most `rounds`, before the first that concerns others.
   * Returns that number; the next turn of one of the tasks is an interaction when it is less than `rounds`.
   */
  run(tasks: readonly Task[], rounds: number): number {
    const done = this.runAll(tasks, rounds);
    for (let index = 0; index < tasks.length; index++) {
      const { processor } = tasks[index]!;
      if (this.clean[index] && processor.steps - this.began[index]! === done) continue;
      this.snapshots[index]!.restore(processor);
      processor.run(done);
    }
    this.learn(rounds, done);
    return done;
  }

  /** Runs each task as far as those before it came; returns how far all can go. */
  private runAll(tasks: readonly Task[], rounds: number): number {
    let common = rounds;
    for (let index = 0; index < tasks.length; index++) {
      const { processor } = tasks[index]!;
      const before = processor.steps;
      this.snapshots[index] ??= new Snapshot();
      this.snapshots[index]!.take(processor);
      this.began[index] = before;
      const skip = processor.skipBreakpoint;
      const stop = processor.run(common);
      // A breakpoint may have been passed over at the instruction that is yet to come.
      this.clean[index] = ENDS_BETWEEN.has(stop) && processor.skipBreakpoint === skip;
      if (stop !== Stop.budget) common = processor.steps - before - (completes(stop) ? 1 : 0);
    }
    return common;
  }

  private learn(rounds: number, done: number): void {
    const { shortest, longest, calm, calmest } = this.pace;
    if (done === rounds) {
      this.patience = calm;
      this.reach = Math.min(2 * this.reach, longest);
      return;
    }
    this.quiet = 0;
    this.patience = done >= shortest ? calm : Math.min(2 * this.patience, calmest);
    this.reach = Math.max(shortest, done);
  }
}

/** Stops between two instructions, where a run leaves nothing that would have to be taken back. */
const ENDS_BETWEEN: ReadonlySet<Stop> = new Set([Stop.budget, Stop.service, Stop.returned]);

/** Stops that come after the instruction which caused them. */
const completes = (stop: Stop): boolean =>
  stop === Stop.brk || stop === Stop.illegal || stop === Stop.watch || stop === Stop.depth;
