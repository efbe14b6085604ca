import { MEMORY_SIZE } from '../isa/constants';

export type WatchAccess = 'read' | 'write' | 'readWrite';

/** Bits of {@link Watches.map}. */
export enum Access {
  read = 1,
  write = 2,
}

const accessBits = { read: Access.read, write: Access.write, readWrite: Access.read | Access.write } as const;

interface Watch {
  readonly start: number;
  readonly end: number;
  readonly access: WatchAccess;
}

/** Watched ranges of data memory. */
export class Watches {
  /**
   * One byte per word of memory, with the {@link Access} bits of all watches that an access beginning in that word could
   * touch. Most accesses need no more than this look.
   */
  readonly map = new Uint8Array(MEMORY_SIZE / 4);
  /** Counts the changes. */
  version = 0;
  private list: Watch[] = [];

  /** @throws RangeError unless 0 <= address, 1 <= length, address + length <= 65536 */
  set(address: number, length: number, access: WatchAccess): void {
    if (!(address >= 0 && length >= 1 && address + length <= MEMORY_SIZE)) {
      throw new RangeError(
        `cannot watch ${length} bytes at ${address}: the range must lie inside data memory, 0..65535`,
      );
    }
    const watch = { start: address, end: address + length, access };
    this.version++;
    this.list.push(watch);
    this.mark(watch);
  }

  /** Removes the watch set with the same arguments, if there is one. */
  clear(address: number, length: number, access: WatchAccess): void {
    const place = this.list.findIndex(
      (watch) => watch.start === address && watch.end === address + length && watch.access === access,
    );
    if (place < 0) return;
    this.version++;
    this.list.splice(place, 1);
    this.map.fill(0);
    for (const watch of this.list) this.mark(watch);
  }

  clearAll(): void {
    if (this.list.length === 0) return;
    this.version++;
    this.list = [];
    this.map.fill(0);
  }

  /**
   * The first watched byte that an access to `width` bytes at `address` touches, or -1.
   * @param bit one of {@link Access}
   */
  touched(address: number, width: number, bit: number): number {
    let first = -1;
    for (const { start, end, access } of this.list) {
      if ((accessBits[access] & bit) === 0 || start >= address + width || end <= address) continue;
      const byte = Math.max(start, address);
      if (first < 0 || byte < first) first = byte;
    }
    return first;
  }

  private mark({ start, end, access }: Watch): void {
    // An unaligned access that begins in the word before can reach into the range.
    for (let word = Math.max(0, (start >> 2) - 1); word <= (end - 1) >> 2; word++)
      this.map[word]! |= accessBits[access];
  }
}
