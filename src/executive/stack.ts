/**
 * Frames of a task, innermost first. The machine's own record of return slots gives them exactly, in framed and
 * frameless routines alike; return addresses are read from memory, where the program may have changed them.
 */

import { FRAME_POINTER } from '../isa/constants';
import { callTarget, encode, opcodeOf, rs1Of, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import type { Processor } from '../machine/processor';
import type { StackFrame } from './task-record';

const PUSH_FRAME_POINTER = encode(Opcode.PUSH, { rs1: FRAME_POINTER });

/** Entry of the routine that returns to `returnPc`, as far as the CALL in front of it tells. */
function calleeEntry(code: Uint8Array, returnPc: number): number | undefined {
  const call = wordAt(code, returnPc - 4);
  if (call === undefined || opcodeOf(call) !== Opcode.CALL || rs1Of(call) !== 0) return undefined;
  return callTarget(returnPc - 4, call);
}

/**
 * Whether a routine whose R7 does not point to its frame, for example between PUSH R7 and MOV R7, R15, has saved the R7
 * of its caller: it begins with a PUSH R7, is behind that, and has something on its stack.
 */
function savedFramePointer(code: Uint8Array, pc: number, returnPc: number, pushed: number): boolean {
  const entry = calleeEntry(code, returnPc);
  return entry !== undefined && wordAt(code, entry) === PUSH_FRAME_POINTER && pc !== entry && pushed >= 4;
}

/** @param limit most frames to return, at least 1 */
export function walkStack(processor: Processor, limit: number): { frames: StackFrame[]; truncated: boolean } {
  const { code, view } = processor;
  const frames: StackFrame[] = [];
  let pc = processor.pc >>> 0;
  let sp = processor.sp >>> 0;
  let fp = processor.registers[FRAME_POINTER]! >>> 0;
  for (const slot of processor.returnSlots(sp)) {
    if (frames.length === limit) return { frames, truncated: true };
    const returnPc = view.getUint32(slot, true);
    frames.push({ index: frames.length, pc, sp, fp: fp || null, return_pc: returnPc });
    // A framed routine keeps its caller's R7 right below the return address.
    if (fp === slot - 4 || savedFramePointer(code, pc, returnPc, slot - sp)) fp = view.getUint32(slot - 4, true);
    pc = returnPc;
    sp = slot + 4;
  }
  if (frames.length === limit) return { frames, truncated: true };
  frames.push({ index: frames.length, pc, sp, fp: fp || null, return_pc: null });
  return { frames, truncated: false };
}
