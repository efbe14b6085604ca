/** Registers, memory, code and stack (executive-protocol spec 7.1 to 7.3, 7.6). */

import type { FrameChain } from '../../executive/frame-chain';
import type { MemoryLayout, MemoryRegion } from '../../executive/memory-map';
import type { Registers, StackFrame } from '../../executive/task-record';
import { command, type Done, optional, required } from './command';
import { addressReader, pid } from './common';
import { hexText, integer, text, word } from './readers';
import type { LineRecord, SymbolRecord } from './symbols';

/** A frame with what the symbols tell of it. */
export type NamedFrame = StackFrame & {
  symbol?: SymbolRecord;
  func_name?: string;
  func_addr?: number;
  func_offset?: number;
  line?: LineRecord;
  line_num?: number;
};

/** `errors` and what follows it: of walks by frame pointers only. */
export type StackReply = { pid: number; frames: NamedFrame[]; truncated: boolean } & Partial<
  Omit<FrameChain, 'frames' | 'truncated'>
>;

export type MemoryReply =
  | { memory: { pid: number; program: string; regions: MemoryRegion[]; layout: MemoryLayout }; regions: MemoryRegion[] }
  | { data: { address: number; value: number }[] }
  | { dump: { start: number; end: number; hex: string } };

export const inspection = {
  dumpregs: command<{ registers: Registers }>()({ pid }, { observable: true }),
  /** Feature `register_write`. `reg` is R0..R15, PC, SP or PSW. */
  vm_reg_get: command<{ pid: number; reg: string; value: number }>()(
    { pid, reg: required(text) },
    { observable: true },
  ),
  vm_reg_set: command<{ pid: number; reg: string; value: number }>()(
    { pid, reg: required(text), value: required(integer()) },
    { locked: true },
  ),
  /** Data memory, never code; `length` bytes, 16 by default, fewer at the end of memory. */
  peek: command<{ data: string }>()(
    { pid, addr: required(addressReader), length: optional(integer()) },
    { observable: true },
  ),
  poke: command<Done>()(
    {
      pid,
      addr: required(addressReader),
      data: required(hexText("poke requires 'data' hex string"), { missing: "poke requires 'data' hex string" }),
    },
    { locked: true },
  ),
  /** Feature `read_code`: bytes of the code section, cut at its end. */
  read_code: command<{ data: string }>()(
    { pid, addr: required(addressReader), length: required(integer()) },
    { observable: true },
  ),
  /**
   * The chain of frame pointers, at most `max` frames (1..64, 16 by default). A session with the feature `exact_stack`
   * gets the machine's own record of calls, with any number of frames, and `restart_pc` in each of them.
   */
  stack: command<{ stack: StackReply }>()(
    {
      pid,
      op: optional(word({ info: [''], list: [] }, (op) => `unknown stack op '${op}'`)),
      max: optional(integer({ text: () => 'stack max must be integer' }), { aliases: ['limit', 'frames'] }),
    },
    { observable: true },
  ),
  /**
   * Feature `restart_frame`: `index` is that of a frame with `restart_pc`. The task is at the entry of its routine again,
   * called as it was; other registers and memory keep their values.
   */
  restart_frame: command<{ pid: number; pc: number; sp: number }>()(
    { pid, index: required(integer({ min: 0 })) },
    { locked: true },
  ),
  /** Regions; or `count` values of `width` bytes from `address`; or the bytes from `start` to `end`. */
  memory: command<MemoryReply>()(
    {
      pid,
      op: optional(word({ regions: ['region', 'list', ''], read: [], dump: [] }, (op) => `unknown memory op '${op}'`)),
      address: optional(integer(), { aliases: ['addr'] }),
      count: optional(integer()),
      width: optional(integer()),
      start: optional(integer()),
      end: optional(integer()),
    },
    { observable: true },
  ),
} as const;
