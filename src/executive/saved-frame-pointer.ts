/**
 * Where a routine keeps the R7 of its caller. The paths through its code tell, jumps into other routines included: only
 * PUSH, POP, CALL and RET move the stack pointer (machine spec 1.4), so every place has a known depth of the stack.
 */

import { FRAME_POINTER } from '../isa/constants';
import { opcodeOf, rs1Of, unsignedImmediateOf, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';

/** Places and depths of one routine; beyond that it tells nothing. */
const MOST_STATES = 20_000;
const NOT_SAVED = 0;
/** By two paths in two places. */
const AMBIGUOUS = -1;

/** Bytes below the return address where R7 was pushed, by place and depth. */
type SavedPlaces = ReadonlyMap<number, number>;

const SPACE = 0x10000;
const keyOf = (pc: number, pushed: number): number => pc * SPACE + pushed;

/** Code never changes, so that what was found out about it holds. */
const known = new WeakMap<Uint8Array, Map<number, SavedPlaces>>();

/**
 * Bytes below the return address at which the routine with this entry has saved R7 when it is at `pc` with `pushed` bytes
 * on its stack; `undefined` when it has not, or nobody can tell.
 */
export function savedFramePointer(code: Uint8Array, entry: number, pc: number, pushed: number): number | undefined {
  const routines = known.get(code) ?? new Map<number, SavedPlaces>();
  known.set(code, routines);
  const places = routines.get(entry) ?? savedPlaces(code, entry);
  routines.set(entry, places);
  const place = places.get(keyOf(pc, pushed));
  return place === undefined || place === NOT_SAVED || place === AMBIGUOUS ? undefined : place;
}

function savedPlaces(code: Uint8Array, entry: number): SavedPlaces {
  const places = new Map<number, number>();
  const open: [pc: number, pushed: number, saved: number][] = [[entry, 0, NOT_SAVED]];
  for (let state = open.pop(); state; state = open.pop()) {
    const [pc, pushed, saved] = state;
    const key = keyOf(pc, pushed);
    const before = places.get(key);
    if (before === saved || before === AMBIGUOUS) continue;
    places.set(key, before === undefined ? saved : AMBIGUOUS);
    if (places.size > MOST_STATES) return new Map();
    open.push(...nextStates(code, state));
  }
  return places;
}

function nextStates(
  code: Uint8Array,
  [pc, pushed, saved]: [pc: number, pushed: number, saved: number],
): [number, number, number][] {
  const word = wordAt(code, pc);
  if (word === undefined) return [];
  const target = unsignedImmediateOf(word);
  switch (opcodeOf(word)) {
    case Opcode.RET:
      return [];
    case Opcode.JMP:
      return [[target, pushed, saved]];
    case Opcode.JZ:
    case Opcode.JNZ:
      return [
        [target, pushed, saved],
        [pc + 4, pushed, saved],
      ];
    case Opcode.PUSH: {
      const saves = saved === NOT_SAVED && rs1Of(word) === FRAME_POINTER;
      return pushed + 4 < SPACE ? [[pc + 4, pushed + 4, saves ? pushed + 4 : saved]] : [];
    }
    // A routine that takes its return address off the stack has no depth below it.
    case Opcode.POP:
      return pushed >= 4 ? [[pc + 4, pushed - 4, pushed === saved ? NOT_SAVED : saved]] : [];
    case Opcode.LDI32:
      return [[pc + 8, pushed, saved]];
    default:
      return [[pc + 4, pushed, saved]];
  }
}
