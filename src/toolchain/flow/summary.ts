/** What a caller has to know of a routine. */

import { STACK_MIRROR } from '../../isa/constants';
import { ALL_FLAGS, ALL_REGISTERS, type FlagSet, type RegisterSet } from './effects';

/** Numbers of executed instructions; `max` is `Infinity` where a loop or a recursion sets no limit. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export interface Summary {
  /** Registers whose values at the entry matter to what it does or returns. */
  readonly liveIn: RegisterSet;
  /** Registers written, also those that are restored. */
  readonly written: RegisterSet;
  /** Registers that may come back changed. R15 is not counted: it follows SP. */
  readonly clobbered: RegisterSet;
  /** Registers that may come back with the value they had. */
  readonly kept: RegisterSet;
  /** Flags read before they are set. */
  readonly flagsIn: FlagSet;
  /** Flags that may come back changed. */
  readonly flagsWritten: FlagSet;
  /** Flags that come back set by the routine, on every way. */
  readonly flagsSet: FlagSet;
  /** Bytes of its own stack: what it pushes, without its calls. `Infinity` without a limit. */
  readonly ownStack: number;
  /** Bytes below SP at the entry, calls included; `Infinity` without a limit, `undefined` with an unknown callee. */
  readonly stack: number | undefined;
  /** Offsets of words above the return address that it reads and writes: arguments on the stack, 4 the first. */
  readonly argumentsRead: ReadonlySet<number>;
  readonly argumentsWritten: ReadonlySet<number>;
  /** Instructions up to its return, itself included; absent when it does not return. */
  readonly untilReturn: Bounds | undefined;
  /** Instructions up to the end of the task; absent when it does not end there. */
  readonly untilExit: Bounds | undefined;
}

/** Before anything is known of it: it does nothing, and does not return. */
export const nothingKnown: Summary = {
  liveIn: 0,
  written: 0,
  clobbered: 0,
  kept: 0,
  flagsIn: 0,
  flagsWritten: 0,
  flagsSet: ALL_FLAGS,
  ownStack: 0,
  stack: 0,
  argumentsRead: new Set(),
  argumentsWritten: new Set(),
  untilReturn: undefined,
  untilExit: undefined,
};

/** A callee that is not known may do anything but reach into the stack of its caller. */
export const anything: Summary = {
  ...nothingKnown,
  liveIn: ALL_REGISTERS,
  written: ALL_REGISTERS,
  clobbered: ALL_REGISTERS & ~(1 << STACK_MIRROR),
  kept: ALL_REGISTERS,
  flagsIn: ALL_FLAGS,
  flagsWritten: ALL_FLAGS,
  flagsSet: 0,
  stack: undefined,
  untilReturn: { min: 1, max: Number.POSITIVE_INFINITY },
};

const sameSet = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));

const sameBounds = (a: Bounds | undefined, b: Bounds | undefined): boolean => a?.min === b?.min && a?.max === b?.max;

export function sameSummary(a: Summary, b: Summary): boolean {
  return (
    a.liveIn === b.liveIn &&
    a.written === b.written &&
    a.clobbered === b.clobbered &&
    a.kept === b.kept &&
    a.flagsIn === b.flagsIn &&
    a.flagsWritten === b.flagsWritten &&
    a.flagsSet === b.flagsSet &&
    a.ownStack === b.ownStack &&
    a.stack === b.stack &&
    sameSet(a.argumentsRead, b.argumentsRead) &&
    sameSet(a.argumentsWritten, b.argumentsWritten) &&
    sameBounds(a.untilReturn, b.untilReturn) &&
    sameBounds(a.untilExit, b.untilExit)
  );
}

const union = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> => new Set([...a, ...b]);

const limitless = (before: number, now: number): number => (now > before ? Number.POSITIVE_INFINITY : before);

function widenedBounds(before: Bounds | undefined, now: Bounds | undefined): Bounds | undefined {
  if (!before || !now) return now ?? before;
  return { min: Math.min(before.min, now.min), max: limitless(before.max, now.max) };
}

/**
 * What holds of both, and has no limit where it grows: going over routines that call each other may swing to and fro
 * between two, or go on and on.
 */
export function widened(before: Summary, now: Summary): Summary {
  return {
    liveIn: before.liveIn | now.liveIn,
    written: before.written | now.written,
    clobbered: before.clobbered | now.clobbered,
    kept: before.kept | now.kept,
    flagsIn: before.flagsIn | now.flagsIn,
    flagsWritten: before.flagsWritten | now.flagsWritten,
    flagsSet: before.untilReturn ? before.flagsSet & now.flagsSet : now.flagsSet,
    ownStack: limitless(before.ownStack, now.ownStack),
    stack: before.stack === undefined || now.stack === undefined ? undefined : limitless(before.stack, now.stack),
    argumentsRead: union(before.argumentsRead, now.argumentsRead),
    argumentsWritten: union(before.argumentsWritten, now.argumentsWritten),
    untilReturn: widenedBounds(before.untilReturn, now.untilReturn),
    untilExit: widenedBounds(before.untilExit, now.untilExit),
  };
}
