/** Module 0x14: files as in module 4, with flags that count (services spec 6.2). */

import type { FileStore, OpenMode } from '../files/file-store';
import { halfRegister, readString, register, setRegister } from '../guest-memory';
import { HalStatus } from '../hal/hal';
import type { ServiceModule } from '../service-host';

const Flag = { read: 0x01, write: 0x02, create: 0x04, truncate: 0x08, append: 0x10 } as const;

/** `undefined`: neither for reading nor for writing. */
function modeOf(flags: number): OpenMode | undefined {
  const has = (bit: number): boolean => (flags & bit) !== 0;
  if (!has(Flag.read) && !has(Flag.write)) return undefined;
  return {
    read: has(Flag.read),
    write: has(Flag.write),
    create: has(Flag.create),
    truncate: has(Flag.truncate),
    append: has(Flag.append),
  };
}

/** @param plain module 4, which performs everything but open */
export const createHalFileService =
  (files: FileStore, plain: ServiceModule): ServiceModule =>
  (task, fn) => {
    if (fn !== 0) return plain(task, fn);
    const mode = modeOf(register(task, 2));
    const descriptor = mode && files.open(task.pid, readString(task, halfRegister(task, 1)), mode);
    setRegister(task, 0, mode ? (descriptor ?? HalStatus.error) : HalStatus.invalid);
  };
