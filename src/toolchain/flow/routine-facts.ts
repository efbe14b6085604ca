/** Facts about routines, by data flow over each and over everything it calls. */

import { atOnce } from '../../platform/event-loop';
import { CodeChange } from './code-change';
import { type Block, blocksFrom, type Code, type Step } from './control-flow';
import { DataFlow, type Imbalance } from './data-flow';
import { ALL_FLAGS } from './effects';
import { boundsOf } from './instruction-bounds';
import { anything, nothingKnown, type Summary, sameSummary, widened } from './summary';

export interface RoutineFacts extends Summary {
  /** Byte address. */
  readonly entry: number;
  /** Byte addresses of the instructions that are reached, in ascending order; callees are not among them. */
  readonly addresses: readonly number[];
  /** Byte addresses of the routines that it calls. */
  readonly callees: ReadonlySet<number>;
  /** It calls what is not known: through a register, or what nothing exports. */
  readonly callsUnknown: boolean;
  /** It calls itself, also by way of others. */
  readonly recursive: boolean;
  /** Where it comes to its end with another stack than it began with; none when it is balanced. */
  readonly imbalances: readonly Imbalance[];
  /** It stores over its return address, or has a callee do so. */
  readonly storesOverReturn: boolean;
  /** Control may go on to where no code is. */
  readonly leavesCode: boolean;
}

interface Routine {
  readonly entry: number;
  readonly blocks: ReadonlyMap<number, Block>;
  readonly callees: ReadonlySet<number>;
  readonly callsUnknown: boolean;
}

/** Times that a group of routines which call each other is gone over before {@link widened} brings it to an end. */
const PATIENCE = 4;

/** Looks at routines when asked, with everything they call, and remembers what it found. */
export class RoutineAnalysis {
  private readonly routines = new Map<number, Routine>();
  private readonly known = new Map<number, RoutineFacts>();
  private readonly change: CodeChange | undefined;

  /** @param earlier an analysis of an earlier state of the code: what holds still is taken from there */
  constructor(
    readonly code: Code,
    private earlier?: RoutineAnalysis,
  ) {
    this.change = earlier && new CodeChange(earlier.code, code);
  }

  /** What a later state takes over from: this one, unless it has only begun; the earlier one is let go of then. */
  handOver(): RoutineAnalysis {
    if (this.earlier && this.earlier.known.size > 2 * this.known.size) return this.earlier;
    this.earlier = undefined;
    return this;
  }

  /**
   * @param entry byte address of the first instruction; `undefined` when none lies there
   */
  factsOf(entry: number): RoutineFacts | undefined {
    if (this.routine(entry).blocks.size === 0) return undefined;
    atOnce(this.working(entry));
    return this.known.get(entry);
  }

  /** The same work in steps, each about a single routine; several may be under way at once. */
  *working(entry: number): Generator<void> {
    if (this.known.has(entry)) return;
    for (const group of this.groupsFrom(entry)) {
      if (group && !this.known.has(group[0]!.entry)) yield* this.analyse(group);
      yield;
    }
  }

  private routine(entry: number): Routine {
    let routine = this.routines.get(entry) ?? this.unchanged(entry);
    if (!routine) {
      const blocks = blocksFrom(this.code, entry);
      const calls = [...blocks.values()].flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'call'));
      const targets = calls.map(({ target }) => target);
      const callees = new Set(targets.filter((target): target is number => target !== undefined));
      routine = { entry, blocks, callees, callsUnknown: targets.includes(undefined) };
    }
    this.routines.set(entry, routine);
    return routine;
  }

  /** The routine of the earlier state, when no word of it has changed. */
  private unchanged(entry: number): Routine | undefined {
    const routine = this.earlier?.routines.get(entry);
    if (!routine?.blocks.size) return undefined;
    for (const block of routine.blocks.values()) if (this.change!.concerns(block)) return undefined;
    return routine;
  }

  /** The facts of the earlier state, when neither the routine nor what callers see of its callees has changed. */
  private factsAsBefore(routine: Routine): RoutineFacts | undefined {
    const { entry, callees } = routine;
    if (!this.earlier || this.earlier.routines.get(entry) !== routine) return undefined;
    const facts = this.earlier.known.get(entry);
    if (!facts || facts.recursive) return undefined;
    for (const callee of callees) {
      const [before, now] = [this.earlier.known.get(callee), this.known.get(callee)];
      if (!before || !now || (before !== now && !sameSummary(before, now))) return undefined;
    }
    return facts;
  }

  /**
   * Groups of routines that call each other, callees before their callers (Tarjan's strongly connected components);
   * `undefined` while one is looked for.
   */
  private *groupsFrom(entry: number): Generator<readonly Routine[] | undefined> {
    const numbers = new Map<number, { index: number; low: number; open: boolean }>();
    const open: number[] = [];
    const path: { address: number; rest: number[] }[] = [];
    const enter = (address: number): void => {
      numbers.set(address, { index: numbers.size, low: numbers.size, open: true });
      open.push(address);
      path.push({ address, rest: [...this.routine(address).callees].filter((callee) => !this.known.has(callee)) });
    };
    enter(entry);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const own = numbers.get(top.address)!;
      const callee = top.rest.pop();
      if (callee !== undefined) {
        const other = numbers.get(callee);
        if (!other) {
          enter(callee);
          yield undefined;
        } else if (other.open) own.low = Math.min(own.low, other.index);
        continue;
      }
      path.pop();
      const caller = path.at(-1);
      if (caller) {
        const above = numbers.get(caller.address)!;
        above.low = Math.min(above.low, own.low);
      }
      if (own.low !== own.index) continue;
      const group = open.splice(open.indexOf(top.address));
      for (const address of group) numbers.get(address)!.open = false;
      yield group.map((address) => this.routine(address));
    }
  }

  /** Nothing of a group is known before all of it is. */
  private *analyse(group: readonly Routine[]): Generator<void> {
    const [first] = group;
    const recursive = group.length > 1 || Boolean(first?.callees.has(first.entry));
    const before = !recursive && first && this.factsAsBefore(first);
    if (before) {
      this.known.set(before.entry, before);
      return;
    }
    const found = new Map<number, RoutineFacts>();
    for (let turn = 0, changed = true; changed; turn++) {
      changed = false;
      for (const routine of group) {
        const before = found.get(routine.entry);
        const seen = this.pass(routine, recursive, found);
        const now = before && turn >= PATIENCE ? { ...seen, ...widened(before, seen) } : seen;
        changed ||= recursive && (!before || !sameSummary(before, now));
        found.set(routine.entry, now);
        yield;
      }
    }
    for (const [entry, facts] of found) this.known.set(entry, facts);
  }

  /** @param group what has been found of the group so far */
  private pass(routine: Routine, recursive: boolean, group: ReadonlyMap<number, RoutineFacts>): RoutineFacts {
    const { entry, blocks, callees, callsUnknown } = routine;
    const calleeOf = (step: Step): Summary => this.summaryOf(step, group);
    const { imbalances, reached, flagsKept, ...found } = new DataFlow(blocks, calleeOf).run(entry);
    const { untilReturn, untilExit } = boundsOf(blocks, entry, calleeOf);
    return {
      ...found,
      entry,
      untilReturn,
      untilExit,
      flagsSet: untilReturn ? ALL_FLAGS & ~flagsKept : 0,
      addresses: [...reached].sort((a, b) => a - b),
      callees,
      callsUnknown,
      recursive,
      imbalances,
      leavesCode: [...blocks.values()].some(
        ({ steps, leavesCode }) => leavesCode && reached.has(steps.at(-1)!.address),
      ),
    };
  }

  private summaryOf({ target }: Step, group: ReadonlyMap<number, RoutineFacts>): Summary {
    if (target === undefined) return anything;
    return (
      this.known.get(target) ?? group.get(target) ?? (this.routine(target).blocks.size === 0 ? anything : nothingKnown)
    );
  }
}
