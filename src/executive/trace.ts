/** What an instruction of a traced task has done (machine spec 6). Made for each instruction: no closures, no spreads. */

import { wordAt } from '../isa/encoding';
import { accessOf, type MemoryAccess } from '../machine/access';
import type { EventData } from './events';
import type { Task } from './task';

/** What has been seen of an instruction before it is executed. */
export interface Before {
  readonly pc: number;
  readonly access: MemoryAccess | undefined;
  /** What a load finds: it may be gone afterwards, when the register bank lies there. */
  readonly loaded: number;
}

export function before({ processor }: Task): Before {
  const access = accessOf(processor);
  const legal = access !== undefined && (access.address & 0xffff) + access.width <= processor.memory.length;
  return {
    pc: processor.pc,
    access: legal ? access : undefined,
    loaded: legal && access.op === 'read' ? valueAt(processor.view, access.address, access.width) : 0,
  };
}

/** What the instruction did, once it was executed; `undefined` when nothing could be fetched. */
export function after({ processor }: Task, { pc, access, loaded }: Before): EventData['trace_step'] | undefined {
  const opcode = wordAt(processor.code, pc);
  if (opcode === undefined) return undefined;
  const data: EventData['trace_step'] = {
    pc,
    next_pc: processor.pc,
    opcode,
    flags: processor.psw,
    regs: unsigned(processor.registers),
    steps: processor.steps,
  };
  if (access) {
    const { op, address, width } = access;
    const value = op === 'read' ? loaded : valueAt(processor.view, address, width);
    data.mem_access = { op, address, width, value };
  }
  return data;
}

function valueAt(view: DataView, address: number, width: number): number {
  const at = address & 0xffff;
  if (width === 4) return view.getUint32(at, true);
  return width === 2 ? view.getUint16(at, true) : view.getUint8(at);
}

function unsigned(registers: Int32Array): number[] {
  const values: number[] = [];
  for (let index = 0; index < registers.length; index++) values.push(registers[index]! >>> 0);
  return values;
}
