/** A task of a reference executive, at rest, as expressions see it: all of it is fetched before they are evaluated. */

import type { MachineView } from '../../../executive/debug/machine-view';
import { MEMORY_SIZE } from '../../../isa/constants';
import type { Wire } from './wire';

/**
 * @param others tasks that the expressions name besides
 * @throws RefusedError for a task that there is not
 */
export async function fetchView(wire: Wire, pid: number, others: readonly number[] = []): Promise<MachineView> {
  const views = new Map<number, MachineView>();
  for (const wanted of new Set([pid, ...others])) {
    if (wanted !== pid && !(await wire.task(wanted))) continue;
    const { regs: registers, pc, sp, flags: psw } = await wire.registers(wanted);
    const memory = await wire.peek(wanted, 0, MEMORY_SIZE);
    const bytes = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
    views.set(wanted, {
      ...{ registers, pc, sp, psw },
      load(address, size) {
        if (address + size > memory.length) return undefined;
        if (size === 4) return bytes.getUint32(address, true);
        return size === 2 ? bytes.getUint16(address, true) : memory[address];
      },
      read: (address, length) => memory.slice(address, address + length),
      task: (other) => views.get(other),
    });
  }
  return views.get(pid)!;
}
