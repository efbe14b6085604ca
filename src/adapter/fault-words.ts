/** Faults in words: what happened, and what usually causes it (machine spec 4.4). */

import type { FaultName } from '../executive/events';

interface FaultWords {
  readonly title: string;
  readonly cause: string;
}

export const faultWords: Readonly<Record<FaultName, FaultWords>> = {
  div_zero: {
    title: 'division by zero',
    cause: 'The divisor register of DIV holds 0. Compare it with 0 before dividing.',
  },
  mem_fault: {
    title: 'memory access beyond 0xFFFF',
    cause:
      'A load or store starts inside data memory and reaches past its end. Usually a pointer ran past its buffer, or a register holds a value that is no address.',
  },
  stack_overflow: {
    title: 'stack overflow',
    cause:
      'The stack of the task is full. Usually a recursion without an end, or PUSH in a loop without the matching POP.',
  },
  stack_underflow: {
    title: 'stack underflow',
    cause: 'POP or RET found nothing on the stack. Usually there are more POPs than PUSHes on the way here.',
  },
  illegal_opcode: {
    title: 'illegal opcode',
    cause:
      'The word at this address is no instruction. Usually execution ran past the end of a routine, or returned to an address that was overwritten on the stack.',
  },
  pc_out_of_range: {
    title: 'execution left the code',
    cause:
      'There is no code at this address. Usually the last routine has no RET, or a return address on the stack was overwritten.',
  },
};
