/** The bytes of the FRAM that programs address directly, in memory or in a file that is the area as it is. */

import type { Storage } from '../../platform/storage';

/** Milliseconds of the executive's clock for which writes are gathered before the file is written. */
const GATHERED_MS = 100;

/** What an area is kept in beyond its executive. */
export interface AreaBacking {
  readonly storage: Storage;
  /** Told why writes did not reach the storage; the area keeps them. */
  readonly failed: (reason: string) => void;
  /** Milliseconds of the executive's clock. */
  readonly now: () => number;
  /** Told when there is a new deadline. */
  readonly disturb: () => void;
}

export class FramArea {
  readonly bytes: Uint8Array;
  /** By address, since the executive began. */
  private readonly writes: Uint32Array;
  /** When what was written reaches the storage; `null` when all has. */
  private due: number | null = null;

  /** @param size bytes, at most 65536; a shorter file is filled up with zeros, of a longer one the rest is lost */
  constructor(
    size: number,
    private readonly backing?: AreaBacking,
  ) {
    this.bytes = new Uint8Array(size);
    this.writes = new Uint32Array(size);
    this.bytes.set(backing?.storage.read()?.subarray(0, size) ?? []);
  }

  /** @returns how many bytes fit */
  write(address: number, bytes: Uint8Array): number {
    const fitting = bytes.subarray(0, this.bytes.length - address);
    this.bytes.set(fitting, address);
    for (let at = address; at < address + fitting.length; at++) this.writes[at]!++;
    if (this.backing && this.due === null && fitting.length > 0) {
      this.due = this.backing.now() + GATHERED_MS;
      this.backing.disturb();
    }
    return fitting.length;
  }

  /** When writes reach the storage, in milliseconds of the clock; `null` when none wait. */
  nextDeadline(): number | null {
    return this.due;
  }

  settle(now: number): void {
    if (!this.backing || this.due === null || this.due > now) return;
    this.due = null;
    const reason = this.backing.storage.write(this.bytes.slice());
    if (reason !== undefined) this.backing.failed(reason);
  }

  /** Writes what waits, at once. */
  flush(): void {
    this.settle(Number.POSITIVE_INFINITY);
  }

  /** @returns writes to that byte; `undefined` outside the area */
  wear(address: number): number | undefined {
    return this.writes[address];
  }
}
