/**
 * Frames of a task, innermost first. The machine's own record of return slots gives them exactly, in framed and
 * frameless routines alike; return addresses are read from memory, where the program may have changed them.
 */

import { FRAME_POINTER } from '../isa/constants';
import { callTarget, opcodeOf, rs1Of, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import type { Processor } from '../machine/processor';
import { savedFramePointer } from './saved-frame-pointer';
import type { StackFrame } from './task-record';

/** Entry of the routine that returns to `returnPc`, as far as the CALL in front of it tells. */
function calleeEntry(code: Uint8Array, returnPc: number): number | undefined {
  const call = wordAt(code, returnPc - 4);
  if (call === undefined || opcodeOf(call) !== Opcode.CALL || rs1Of(call) !== 0) return undefined;
  return callTarget(returnPc - 4, call);
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
    // A framed routine keeps its caller's R7 right below the return address; others may have it anywhere.
    const entry = fp === slot - 4 ? undefined : calleeEntry(code, returnPc);
    const saved = entry === undefined ? undefined : savedFramePointer(code, entry, pc, slot - sp);
    if (fp === slot - 4) fp = view.getUint32(slot - 4, true);
    else if (saved !== undefined) fp = view.getUint32(slot - saved, true);
    pc = returnPc;
    sp = slot + 4;
  }
  if (frames.length === limit) return { frames, truncated: true };
  frames.push({ index: frames.length, pc, sp, fp: fp || null, return_pc: null });
  return { frames, truncated: false };
}
