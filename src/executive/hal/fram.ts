/** Module 0x13: bytes that programs address directly, with a count of the writes to each. */

import { halfRegister, readBytes, register, writeBytes } from '../guest-memory';
import { createModule, HalStatus } from './hal';

export class Fram {
  readonly bytes: Uint8Array;
  private readonly writes: Uint32Array;

  /** @param size bytes, at most 65536 */
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.writes = new Uint32Array(size);
  }

  readonly module = createModule({
    0: (task) => {
      const address = register(task, 1);
      if (address > this.bytes.length) return HalStatus.invalid;
      return writeBytes(task, halfRegister(task, 2), this.bytes.subarray(address, address + halfRegister(task, 3)));
    },
    1: (task) => {
      const address = register(task, 1);
      if (address > this.bytes.length) return HalStatus.invalid;
      const bytes = readBytes(task, halfRegister(task, 2), halfRegister(task, 3));
      const fitting = bytes.subarray(0, this.bytes.length - address);
      this.bytes.set(fitting, address);
      for (let at = address; at < address + fitting.length; at++) this.writes[at]!++;
      return fitting.length;
    },
    2: () => this.bytes.length,
    3: (task) => this.writes[register(task, 1)] ?? HalStatus.invalid,
  });
}
