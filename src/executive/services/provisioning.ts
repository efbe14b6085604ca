/** Module 0x17: programs load programs (services spec 5.6). */

import { ExecutiveError } from '../errors';
import type { FileStore } from '../files/file-store';
import { halfRegister, readString, register, setRegister } from '../guest-memory';
import { createModule, HalStatus } from '../hal/hal';
import type { ServiceModule } from '../service-host';
import type { DelayedStore } from '../values/store';

export interface ProgramLoads {
  /** `state`: 0 idle, 1 loading, 2 verify, 3 ready, 4 failed; `bytes` that have arrived. */
  info(pid: number): { readonly state: number; readonly bytes: number };
  /** Begins a load that ends before the next turn. @returns the pid that the task will have */
  request(label: string, bytes: Uint8Array): number;
  /** @throws ExecutiveError ESRCH without a stream */
  abort(pid: number): void;
}

export const createProvisioningService = (
  files: FileStore,
  store: DelayedStore,
  loads: () => ProgramLoads | undefined,
): ServiceModule =>
  createModule({
    /** R1 pid: R0 state, R1 bytes. */
    0: (task) => {
      const info = loads()?.info(register(task, 1));
      if (!info) return HalStatus.unsupported;
      setRegister(task, 1, info.bytes);
      return info.state;
    },
    /** R1 path among the files of programs: R0 pid. */
    1: (task) => {
      const path = readString(task, halfRegister(task, 1));
      const bytes = files.content(path);
      if (!bytes) return HalStatus.error;
      return loads()?.request(path, bytes) ?? HalStatus.unsupported;
    },
    /** R1 pid of a load that has not ended. */
    2: (task) => {
      try {
        loads()?.abort(register(task, 1));
        return HalStatus.ok;
      } catch (error) {
        if (!(error instanceof ExecutiveError)) throw error;
        return HalStatus.invalid;
      }
    },
    /** R1 key: R0 status, R1 datum, R2 how often it was written. */
    3: (task) => {
      const slot = store.slot(register(task, 1));
      if (!slot) return HalStatus.error;
      setRegister(task, 1, slot.raw);
      setRegister(task, 2, slot.writes);
      return HalStatus.ok;
    },
  });
