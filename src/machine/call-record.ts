/**
 * Where the calls that have not returned keep their return addresses: the hidden call depth made visible. The machine
 * itself only counts (machine spec 1.6); a debugger gets exact frames from this, with or without frame pointers.
 */

/** As many return addresses as fit into data memory. */
const CAPACITY = 0x4000;
export const CALL_MASK = CAPACITY - 1;
/** No stack reaches down to the address 0 with a call that returns. */
const FORGOTTEN = 0;

/** A call that has not returned. */
export interface LiveCall {
  /** Data address of its return address. */
  readonly slot: number;
  /** The call depth in the routine that it entered, 1 or more. */
  readonly depth: number;
}

export class CallRecord {
  /** Data address of the return slot by call depth, written by the interpreter at every CALL. */
  slots = new Uint16Array(CAPACITY);

  moveTo(buffer: ArrayBuffer, offset: number): void {
    const slots = new Uint16Array(buffer, offset, CAPACITY);
    slots.set(this.slots);
    this.slots = slots;
  }

  /**
   * A RET took its target from `top`, which is not where the innermost call put it: the program dropped return addresses
   * by hand. What lies at or below `top` is gone for good, whatever is pushed there later.
   */
  forget(depth: number, top: number): void {
    for (let level = depth; level >= Math.max(0, depth - CALL_MASK); level--) {
      const slot = this.slots[level & CALL_MASK]!;
      // What is forgotten already, and what is still on the stack, has nothing to forget beneath it.
      if (slot === FORGOTTEN || slot > top) return;
      this.slots[level & CALL_MASK] = FORGOTTEN;
    }
  }

  /**
   * Calls whose return slots are still on the stack, innermost first. A slot below `sp` was dropped by hand, and one that is
   * not above its inner neighbour was left behind by code that rewound the stack.
   */
  live(depth: number, sp: number): LiveCall[] {
    const live: LiveCall[] = [];
    let lowest = sp;
    for (let level = depth - 1; level >= Math.max(0, depth - CAPACITY); level--) {
      const slot = this.slots[level & CALL_MASK]!;
      if (slot === FORGOTTEN || slot < lowest) continue;
      live.push({ slot, depth: level + 1 });
      lowest = slot + 4;
    }
    return live;
  }
}
