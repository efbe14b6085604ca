/** Registers, memory, code and stack (executive-protocol spec 7.1 to 7.3). */

import type { Registers, StackFrame } from '../../executive/task-record';
import { command, type Done, optional, required } from './command';
import { addressReader, pid } from './common';
import { hexText, integer, text } from './readers';

export const inspection = {
  dumpregs: command<{ registers: Registers }>()({ pid }),
  /** Feature `register_write`. `reg` is R0..R15, PC, SP or PSW. */
  vm_reg_set: command<{ pid: number; reg: string; value: number }>()(
    { pid, reg: required(text), value: required(integer()) },
    { locked: true },
  ),
  /** Data memory, never code; `length` bytes, 16 by default, fewer at the end of memory. */
  peek: command<{ data: string }>()({ pid, addr: required(addressReader), length: optional(integer()) }),
  poke: command<Done>()(
    { pid, addr: required(addressReader), data: required(hexText("poke requires 'data' hex string")) },
    { locked: true },
  ),
  /** Feature `read_code`: bytes of the code section, cut at its end. */
  read_code: command<{ data: string }>()({ pid, addr: required(addressReader), length: required(integer()) }),
  stack: command<{ stack: { pid: number; frames: StackFrame[]; truncated: boolean } }>()({
    pid,
    max: optional(integer({ text: () => 'stack max must be integer' }), { aliases: ['limit', 'frames'] }),
  }),
} as const;
