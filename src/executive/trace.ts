/** The last instruction of a task, and its trace events (machine spec 6). */

import { wordAt } from '../isa/encoding';
import { accessOf } from '../machine/access';
import type { EventData } from './events';
import type { Task } from './task';

export interface MemoryAccessRecord {
  readonly op: 'read' | 'write';
  /** Effective address before it is taken modulo 65536 (Q-TRACE-ADDR). */
  readonly address: number;
  readonly width: number;
  readonly value: number;
}

/** What was fetched last, also when it faulted; registers and access as they were afterwards (fixes Q-TRACE-STALE). */
export interface LastInstruction {
  readonly pc: number;
  readonly opcode: number;
  readonly registers: readonly number[];
  readonly access: MemoryAccessRecord | null;
}

/** What has been seen of an instruction before it is executed. */
export interface Before {
  readonly pc: number;
  readonly access: { readonly op: 'read' | 'write'; readonly address: number; readonly width: number } | undefined;
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
export function after({ processor }: Task, { pc, access, loaded }: Before): LastInstruction | undefined {
  const opcode = wordAt(processor.code, pc);
  if (opcode === undefined) return undefined;
  return {
    pc,
    opcode,
    registers: unsigned(processor.registers),
    access: access
      ? {
          op: access.op,
          address: access.address,
          width: access.width,
          value: access.op === 'read' ? loaded : valueAt(processor.view, access.address, access.width),
        }
      : null,
  };
}

function valueAt(view: DataView, address: number, width: number): number {
  const at = address & 0xffff;
  if (width === 4) return view.getUint32(at, true);
  return width === 2 ? view.getUint16(at, true) : view.getUint8(at);
}

/** A loop: with a million instructions per second, mapping costs more than all else. */
function unsigned(registers: Int32Array): number[] {
  const values: number[] = [];
  for (let index = 0; index < registers.length; index++) values.push(registers[index]! >>> 0);
  return values;
}

export function traceData({ processor }: Task, { pc, opcode, registers, access }: LastInstruction) {
  const data: EventData['trace_step'] = {
    pc,
    next_pc: processor.pc,
    opcode,
    flags: processor.psw,
    regs: registers as number[],
    steps: processor.steps,
  };
  if (access) data.mem_access = access;
  return data;
}
