/**
 * The names of a unit, each kept once: looked up by their characters, so that a name that is known already costs no
 * new string, and equal names are the same string.
 */
export class NameTable {
  private readonly names: string[] = [];
  private readonly hashes: number[] = [];
  /** Index into `names` plus one, by hash; 0: free. At most half of the slots are in use. */
  private slots = new Uint32Array(256);

  /** The name from `start` to `end`. @param hash of its characters, by {@link hashStep} */
  nameAt(text: string, start: number, end: number, hash: number): string {
    const mask = this.slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = this.slots[slot]! - 1;
      if (index < 0) return this.add(text.slice(start, end), hash, slot);
      if (this.hashes[index] === hash && isAt(text, start, end, this.names[index]!)) return this.names[index]!;
    }
  }

  private add(name: string, hash: number, slot: number): string {
    this.hashes.push(hash);
    this.slots[slot] = this.names.push(name);
    if (2 * this.names.length > this.slots.length) this.grow();
    return name;
  }

  private grow(): void {
    const slots = new Uint32Array(4 * this.slots.length);
    const mask = slots.length - 1;
    this.hashes.forEach((hash, index) => {
      let slot = spread(hash) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    });
    this.slots = slots;
  }
}

/** The hash of a name grows by one character code at a time, starting with 0. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 0x01000193) ^ code) | 0;
}

/** The low bits of the sum depend on few characters only. */
const spread = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8;

function isAt(text: string, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== name.charCodeAt(at - start)) return false;
  }
  return true;
}
