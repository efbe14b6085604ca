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

/** `opcode` is undefined when nothing could be fetched. */
type Observation = Omit<LastInstruction, 'opcode'> & { readonly opcode: number | undefined };

/** Call before an instruction; the result, called after it, tells what it did. */
export function observe(task: Task): () => Observation {
  const { processor } = task;
  const { pc, code } = processor;
  const access = accessOf(processor);
  const value = (width: number, address: number): number => {
    const at = address & 0xffff;
    if (width === 4) return processor.view.getUint32(at, true);
    return width === 2 ? processor.view.getUint16(at, true) : processor.view.getUint8(at);
  };
  // What a load finds may be gone afterwards, when the register bank lies there.
  const legal = access !== undefined && (access.address & 0xffff) + access.width <= processor.memory.length;
  const loaded = legal && access.op === 'read' ? value(access.width, access.address) : 0;
  return () => ({
    pc,
    opcode: wordAt(code, pc),
    registers: Array.from(processor.registers, (register) => register >>> 0),
    access: legal ? { ...access, value: access.op === 'read' ? loaded : value(access.width, access.address) } : null,
  });
}

export function traceData(task: Task, { pc, opcode, registers, access }: LastInstruction): EventData['trace_step'] {
  const { processor } = task;
  return {
    pc,
    next_pc: processor.pc,
    opcode,
    flags: processor.psw,
    regs: [...registers],
    steps: processor.steps,
    ...(access && { mem_access: access }),
  };
}
