/**
 * How tasks of the reference ended. It shows an exit service and an illegal opcode as a pause and a fault not at all
 * (quirks Q09, Q10), so what was found out is kept here.
 */

import type { FaultName } from '../../../executive/events';
import type { TaskState } from '../../../executive/task-state';
import { FaultCode } from '../../../isa/constants';
import { opcodeOf } from '../../../isa/encoding';
import { Opcode } from '../../../isa/instructions';

export interface TaskEnd {
  readonly state: Extract<TaskState, 'returned' | 'stopped' | 'terminated'>;
  readonly exitStatus: number | null;
  readonly fault: FaultName | null;
}

const faults = new Map<number, FaultName>([
  [FaultCode.stackUnderflow, 'stack_underflow'],
  [FaultCode.stackOverflow, 'stack_overflow'],
  [FaultCode.memory, 'mem_fault'],
  [FaultCode.divideByZero, 'div_zero'],
]);

const { DIV, LD, LDB, LDH, ST, STB, STH, PUSH, POP, CALL, RET } = Opcode;
const mayFault: ReadonlySet<number> = new Set([DIV, LD, LDB, LDH, ST, STB, STH, PUSH, POP, CALL, RET]);

/**
 * The fault a task hangs at, if it does.
 * @param r0 holds the fault's code
 * @param word the instruction at its pc
 */
export const faultOf = (r0: number, word: number | undefined): FaultName | undefined =>
  word !== undefined && mayFault.has(opcodeOf(word)) ? faults.get(r0 >>> 0) : undefined;

/** SVC of module 1, function 0. */
const EXIT = 0x100;

export const isExit = (word: number | undefined): boolean =>
  word !== undefined && opcodeOf(word) === Opcode.SVC && (word & 0xfff) === EXIT;
