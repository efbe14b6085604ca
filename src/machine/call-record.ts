/**
 * Where the calls that have not returned keep their return addresses: the hidden call depth made visible. The machine
 * itself only counts (machine spec 1.6); a debugger gets exact frames from this, with or without frame pointers.
 */

/** As many return addresses as fit into data memory. */
const CAPACITY = 0x4000;
export const CALL_MASK = CAPACITY - 1;

export class CallRecord {
  /** Data address of the return slot by call depth, written by the interpreter at every CALL. */
  readonly slots = new Uint16Array(CAPACITY);

  /**
   * Return slots that are still on the stack, innermost first. A slot below `sp` was dropped by hand, and one that is
   * not above its inner neighbour was left behind by code that rewound the stack.
   */
  live(depth: number, sp: number): number[] {
    const live: number[] = [];
    let lowest = sp;
    for (let level = depth - 1; level >= Math.max(0, depth - CAPACITY); level--) {
      const slot = this.slots[level & CALL_MASK]!;
      if (slot < lowest) continue;
      live.push(slot);
      lowest = slot + 4;
    }
    return live;
  }
}
