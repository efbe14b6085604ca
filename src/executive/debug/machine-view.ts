/** What an expression can see of a task: its registers and its data memory. */

import { MEMORY_SIZE } from '../../isa/constants';
import type { Processor } from '../../machine/processor';

export interface MachineView {
  /** R0..R15; their low 32 bits count. */
  readonly registers: ArrayLike<number>;
  readonly pc: number;
  readonly sp: number;
  readonly psw: number;
  /**
   * Unsigned, little endian; `undefined` when it reaches beyond the end of memory.
   * @param address 0..0xFFFF
   */
  load(address: number, size: 1 | 2 | 4): number | undefined;
  /** Fewer bytes than asked for beyond the end of memory. */
  read(address: number, length: number): Uint8Array;
  /** Another task; `undefined` when there is none of this pid. */
  task(pid: number): MachineView | undefined;
}

/** A task inside the executive, as it is when asked. */
export function processorView(
  processor: Processor,
  task: (pid: number) => MachineView | undefined = () => undefined,
): MachineView {
  // The processor's arrays are replaced when its code is translated.
  return {
    get registers() {
      return processor.registers;
    },
    get pc() {
      return processor.pc;
    },
    get sp() {
      return processor.sp;
    },
    get psw() {
      return processor.psw;
    },
    load(address, size) {
      if (address + size > MEMORY_SIZE) return undefined;
      if (size === 4) return processor.view.getUint32(address, true);
      return size === 2 ? processor.view.getUint16(address, true) : processor.memory[address];
    },
    read: (address, length) => processor.memory.slice(address, address + length),
    task,
  };
}
