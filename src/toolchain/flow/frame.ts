/**
 * What is known of registers, flags and the stack at a place of a routine, relative to its entry: the domain of the data
 * flow analysis. Offsets are in bytes from SP at the entry, where the return address lies; the routine's own stack is
 * below 0, arguments of the caller lie at 4 and above.
 */

import { REGISTER_COUNT, STACK_MIRROR } from '../../isa/constants';
import { ALL_FLAGS, ALL_REGISTERS, type FlagSet, type RegisterSet } from './effects';

export interface Value {
  /** The register whose value at the entry this is for certain. */
  readonly register: number | undefined;
  /** The address on the stack that it is for certain, as an offset. */
  readonly stack: number | undefined;
  /** Registers whose values at the entry this may be. */
  readonly sources: RegisterSet;
  /** It may point into the stack of the routine. */
  readonly pointsToStack: boolean;
}

export const unknown: Value = { register: undefined, stack: undefined, sources: 0, pointsToStack: false };

export const stackAddress = (stack: number): Value => ({ ...unknown, stack, pointsToStack: true });

/** The result of an operation on values: nothing known but whether it may still be an address on the stack. */
export const derived = (...from: readonly Value[]): Value =>
  from.some(({ pointsToStack }) => pointsToStack) ? { ...unknown, pointsToStack: true } : unknown;

export const possibly = (sources: RegisterSet, pointsToStack = false): Value => ({
  ...unknown,
  sources,
  pointsToStack,
});

function join(a: Value, b: Value): Value {
  if (a === b) return a;
  return {
    register: a.register === b.register ? a.register : undefined,
    stack: a.stack === b.stack ? a.stack : undefined,
    sources: a.sources | b.sources,
    pointsToStack: a.pointsToStack || b.pointsToStack,
  };
}

const equal = (a: Value, b: Value): boolean =>
  a === b ||
  (a.register === b.register && a.stack === b.stack && a.sources === b.sources && a.pointsToStack === b.pointsToStack);

/** Words of the stack by their offsets, or what any of them may hold once offsets are not known. */
const WORD = 4;

export class Frame {
  private constructor(
    private readonly registers: Value[],
    private readonly slots: Map<number, Value>,
    /** Lowest and highest offset that SP may have; the same when it is known. */
    public low: number,
    public high: number,
    /** What a word of the stack that is not in `slots` may hold. */
    private lost: Value,
    /** Flags that may still have their value of the entry. */
    public flagsKept: FlagSet,
  ) {}

  static atEntry(): Frame {
    const registers = Array.from({ length: REGISTER_COUNT }, (_, register) =>
      register === STACK_MIRROR ? stackAddress(0) : { ...possibly(1 << register), register },
    );
    return new Frame(registers, new Map(), 0, 0, unknown, ALL_FLAGS);
  }

  copy(): Frame {
    return new Frame([...this.registers], new Map(this.slots), this.low, this.high, this.lost, this.flagsKept);
  }

  get sp(): number | undefined {
    return this.low === this.high ? this.low : undefined;
  }

  register(index: number): Value {
    return this.registers[index]!;
  }

  setRegister(index: number, value: Value): void {
    this.registers[index] = value;
  }

  /** Moves SP, and R15 with it; what lay below is forgotten. */
  moveStack(bytes: number): void {
    this.low += bytes;
    this.high += bytes;
    const { sp } = this;
    this.registers[STACK_MIRROR] = sp === undefined ? derived(stackAddress(0)) : stackAddress(sp);
    if (sp !== undefined && bytes > 0) this.forgetBelow(sp);
  }

  forgetBelow(sp: number): void {
    for (const offset of this.slots.keys()) if (offset < sp) this.slots.delete(offset);
  }

  /** A word of the stack; what was never stored there is unknown. */
  load(offset: number): Value {
    if (this.sp !== undefined && offset < this.sp) return possibly(ALL_REGISTERS, true);
    const exact = this.slots.get(offset);
    if (exact) return exact;
    return this.overlapping(offset, WORD).reduce<Value>((value, [, part]) => join(value, part), this.lost);
  }

  /** Of words that it covers in part nothing is certain any more. */
  store(offset: number, width: number, value: Value): void {
    for (const [other] of this.overlapping(offset, width)) {
      if (other === offset && width === WORD) continue;
      this.slots.set(other, join(this.slots.get(other)!, join(value, unknown)));
    }
    if (this.sp === undefined) this.lost = join(this.lost, value);
    else if (width === WORD) this.slots.set(offset, value);
  }

  /** Any word of the stack may have been stored to. */
  storeAnywhere(value: Value): void {
    this.lost = join(this.lost, value);
    for (const [offset, before] of this.slots) this.slots.set(offset, join(before, join(value, unknown)));
  }

  /** What any word of the stack may hold. */
  loadAnywhere(): Value {
    return [...this.slots.values()].reduce<Value>((value, slot) => join(value, slot), join(this.lost, unknown));
  }

  private overlapping(offset: number, width: number): [number, Value][] {
    return [...this.slots].filter(([other]) => other < offset + width && offset < other + WORD);
  }

  /**
   * Takes in what is known on another way to the same place.
   * @param widen SP goes on moving with every turn of a loop: it may be anywhere in that direction
   * @returns whether anything is less certain now
   */
  merge(other: Frame, widen: boolean): boolean {
    const before = this.copy();
    this.registers.forEach((value, index) => {
      this.registers[index] = join(value, other.registers[index]!);
    });
    this.flagsKept |= other.flagsKept;
    this.lost = join(this.lost, other.lost);
    if (other.low < this.low) this.low = widen ? Number.NEGATIVE_INFINITY : other.low;
    if (other.high > this.high) this.high = widen ? Number.POSITIVE_INFINITY : other.high;
    for (const offset of new Set([...this.slots.keys(), ...other.slots.keys()])) {
      this.slots.set(offset, join(this.slots.get(offset) ?? this.lost, other.slots.get(offset) ?? other.lost));
    }
    if (this.sp === undefined) this.loseSlots();
    return !this.equals(before);
  }

  /** Without SP no offset says which word it is. */
  private loseSlots(): void {
    this.lost = join(this.loadAnywhere(), unknown);
    this.slots.clear();
  }

  private equals(other: Frame): boolean {
    return (
      this.low === other.low &&
      this.high === other.high &&
      this.flagsKept === other.flagsKept &&
      equal(this.lost, other.lost) &&
      this.registers.every((value, index) => equal(value, other.registers[index]!)) &&
      this.slots.size === other.slots.size &&
      [...this.slots].every(([offset, value]) => equal(value, other.slots.get(offset) ?? unknown))
    );
  }
}
