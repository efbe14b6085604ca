/**
 * Where a task of the reference may return to. The reference knows frames by R7 alone; a routine without a frame, or
 * before its prologue, has its return address somewhere between SP and the frame.
 */

import type { StackFrame } from '../../../executive/task-record';
import { FRAME_POINTER, STACK_MIRROR } from '../../../isa/constants';
import { callTarget, encode, opcodeOf, rs1Of, wordAt } from '../../../isa/encoding';
import { Opcode } from '../../../isa/instructions';
import type { WireRegisters } from './wire';

export interface ReturnSlot {
  /** Data address of the return address. */
  readonly slot: number;
  readonly returnPc: number;
}

const MAX_FRAMES = 64;
const PUSH_FRAME_POINTER = encode(Opcode.PUSH, { rs1: FRAME_POINTER });
const SET_FRAME_POINTER = encode(Opcode.MOV, { rd: FRAME_POINTER, rs1: STACK_MIRROR });

const callBefore = (code: Uint8Array, address: number): number | undefined => {
  const call = address % 4 === 0 ? wordAt(code, address - 4) : undefined;
  return call !== undefined && opcodeOf(call) === Opcode.CALL ? call : undefined;
};

/** Words on the stack that are return addresses as far as one can tell, innermost first. */
function candidates(code: Uint8Array, stack: Uint8Array, sp: number): ReturnSlot[] {
  const view = new DataView(stack.buffer, stack.byteOffset, stack.byteLength);
  const found: ReturnSlot[] = [];
  for (let at = 0; at + 4 <= stack.length; at += 4) {
    const returnPc = view.getUint32(at, true);
    if (callBefore(code, returnPc) !== undefined) found.push({ slot: sp + at, returnPc });
  }
  return found;
}

/** Entry of the routine that returns to `returnPc`; -1 for a target that is known at run time only. */
function entryOf(code: Uint8Array, returnPc: number): number {
  const call = callBefore(code, returnPc)!;
  return rs1Of(call) === 0 ? callTarget(returnPc - 4, call) : -1;
}

/** Whether R7 points to the frame of the routine at `entry` when control is at `pc`, by its first two instructions. */
function isFramed(code: Uint8Array, entry: number, pc: number): boolean {
  return wordAt(code, entry) === PUSH_FRAME_POINTER && wordAt(code, entry + 4) === SET_FRAME_POINTER && pc > entry + 4;
}

/**
 * The slot that the routine at `pc` returns through: that of the call to the nearest entry in front of it, and of a
 * routine that calls itself the innermost one without a frame.
 * @param slots those of the routine itself and of its callers
 */
function slotOf(code: Uint8Array, slots: readonly ReturnSlot[], pc: number, fp: number): ReturnSlot | undefined {
  const framed = slots.find(({ slot }) => slot === fp + 4);
  let best = framed;
  let nearest = framed ? entryOf(code, framed.returnPc) : -1;
  if (nearest > pc) nearest = -1;
  if (framed && isFramed(code, nearest, pc)) nearest++;
  for (const candidate of slots) {
    if (framed && candidate.slot >= framed.slot) break;
    const entry = entryOf(code, candidate.returnPc);
    if (entry > pc || entry < nearest) continue;
    best = candidate;
    nearest = entry + 1;
  }
  return best;
}

/**
 * Frames, innermost first, and the slot that the innermost routine returns through.
 * @param stack data memory from SP to the end of the task's stack
 */
export function walk(
  code: Uint8Array,
  stack: Uint8Array,
  registers: WireRegisters,
  limit = MAX_FRAMES,
): { frames: StackFrame[]; truncated: boolean; slot: ReturnSlot | undefined } {
  const view = new DataView(stack.buffer, stack.byteOffset, stack.byteLength);
  let slots = candidates(code, stack, registers.sp);
  let { pc, sp } = registers;
  let fp = registers.regs[FRAME_POINTER]! >>> 0;
  const frames: StackFrame[] = [];
  const returns = opcodeOf(wordAt(code, pc) ?? 0) === Opcode.RET;
  const first = (returns && slots.find(({ slot }) => slot === sp)) || slotOf(code, slots, pc, fp);
  for (let slot = first; ; slot = slotOf(code, slots, pc - 4, fp)) {
    if (frames.length === limit) return { frames, truncated: true, slot: first };
    frames.push({ index: frames.length, pc, sp, fp: fp || null, return_pc: slot?.returnPc ?? null });
    if (!slot) return { frames, truncated: false, slot: first };
    if (slot.slot === fp + 4) fp = view.getUint32(fp - registers.sp, true);
    pc = slot.returnPc;
    sp = slot.slot + 4;
    slots = slots.filter((candidate) => candidate.slot >= sp);
  }
}
