/** The bytes of the FRAM that programs address directly, in memory or in a file that is the area as it is. */

import type { Storage } from '../../platform/storage';

export class FramArea {
  readonly bytes: Uint8Array;
  /** By address, since the executive began. */
  private readonly writes: Uint32Array;

  /**
   * @param size bytes, at most 65536; a shorter file is filled up with zeros, of a longer one the rest is lost
   * @param failed told why a write did not reach the storage; the area keeps it
   */
  constructor(
    size: number,
    private readonly storage?: Storage,
    private readonly failed: (reason: string) => void = () => {},
  ) {
    this.bytes = new Uint8Array(size);
    this.writes = new Uint32Array(size);
    this.bytes.set(storage?.read()?.subarray(0, size) ?? []);
  }

  /** @returns how many bytes fit */
  write(address: number, bytes: Uint8Array): number {
    const fitting = bytes.subarray(0, this.bytes.length - address);
    this.bytes.set(fitting, address);
    for (let at = address; at < address + fitting.length; at++) this.writes[at]!++;
    if (fitting.length === 0) return 0;
    const reason = this.storage?.write(this.bytes.slice());
    if (reason !== undefined) this.failed(reason);
    return fitting.length;
  }

  /** @returns writes to that byte; `undefined` outside the area */
  wear(address: number): number | undefined {
    return this.writes[address];
  }
}
