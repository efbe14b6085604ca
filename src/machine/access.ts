import { opcodeOf, rs1Of, signedImmediateOf } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import type { Processor } from './processor';

export interface MemoryAccess {
  readonly op: 'read' | 'write';
  /** 32-bit effective address before the reduction modulo 65536 (quirk Q-TRACE-ADDR, class keep). */
  readonly address: number;
  /** Bytes. */
  readonly width: 1 | 2 | 4;
}

const accesses = new Map<number, Omit<MemoryAccess, 'address'>>([
  [Opcode.LD, { op: 'read', width: 4 }],
  [Opcode.LDH, { op: 'read', width: 2 }],
  [Opcode.LDB, { op: 'read', width: 1 }],
  [Opcode.ST, { op: 'write', width: 4 }],
  [Opcode.STH, { op: 'write', width: 2 }],
  [Opcode.STB, { op: 'write', width: 1 }],
]);

/** What the instruction at pc is about to load or store, if it is one of LD* and ST* (machine spec 6.1). */
export function accessOf({ code, pc, registers }: Processor): MemoryAccess | undefined {
  if (pc + 4 > code.length) return undefined;
  const word = (code[pc]! << 24) | (code[pc + 1]! << 16) | (code[pc + 2]! << 8) | code[pc + 3]!;
  const access = accesses.get(opcodeOf(word));
  if (access === undefined) return undefined;
  const address = (registers[rs1Of(word)]! + signedImmediateOf(word)) >>> 0;
  return { op: access.op, address, width: access.width };
}
