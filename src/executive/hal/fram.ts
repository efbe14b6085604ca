/** Module 0x13: bytes that programs address directly, with a count of the writes to each. */

import { halfRegister, readBytes, register, writeBytes } from '../guest-memory';
import type { ServiceModule } from '../service-host';
import type { FramArea } from './fram-area';
import { createModule, HalStatus } from './hal';

export const createFramModule = (area: FramArea): ServiceModule =>
  createModule({
    0: (task) => {
      const address = register(task, 1);
      if (address > area.bytes.length) return HalStatus.invalid;
      return writeBytes(task, halfRegister(task, 2), area.bytes.subarray(address, address + halfRegister(task, 3)));
    },
    1: (task) => {
      const address = register(task, 1);
      if (address > area.bytes.length) return HalStatus.invalid;
      return area.write(address, readBytes(task, halfRegister(task, 2), halfRegister(task, 3)));
    },
    2: () => area.bytes.length,
    3: (task) => area.wear(register(task, 1)) ?? HalStatus.invalid,
  });
