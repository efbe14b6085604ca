/**
 * Frames of a task, innermost first. The machine's own record of return slots gives them exactly, in framed and
 * frameless routines alike; return addresses are read from memory, where the program may have changed them.
 */

import { FRAME_POINTER } from '../isa/constants';
import { callTarget, opcodeOf, rs1Of, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import type { Processor } from '../machine/processor';
import { savedFramePointer } from './saved-frame-pointer';
import { HANDLER_RETURN } from './services/handler-calls';
import type { StackFrame } from './task-record';

/** Entry of the routine that returns to `returnPc`, as far as the CALL in front of it tells. */
function calleeEntry(code: Uint8Array, returnPc: number): number | undefined {
  const call = wordAt(code, returnPc - 4);
  if (call === undefined || opcodeOf(call) !== Opcode.CALL || rs1Of(call) !== 0) return undefined;
  return callTarget(returnPc - 4, call);
}

/** A frame, and how its routine was entered. */
export interface WalkedFrame extends StackFrame {
  /** Code address; `null`: nobody can tell, or what called it waits for it to return. */
  readonly entry: number | null;
  /** The call depth in it. */
  readonly depth: number;
}

/** @param limit most frames to return, at least 1 */
export function walkStack(processor: Processor, limit: number): { frames: WalkedFrame[]; truncated: boolean } {
  const { code, view } = processor;
  const frames: WalkedFrame[] = [];
  let handles = false;
  let pc = processor.pc >>> 0;
  let sp = processor.sp >>> 0;
  let fp = processor.registers[FRAME_POINTER]! >>> 0;
  for (const { slot, depth } of processor.liveCalls(sp)) {
    if (frames.length === limit) return { frames, truncated: true };
    const returnPc = view.getUint32(slot, true);
    const entry = calleeEntry(code, returnPc);
    // What a command handler interrupts has to be as it was when the handler returns.
    handles ||= returnPc === HANDLER_RETURN;
    frames.push({
      ...{ index: frames.length, pc, sp, fp: fp || null, return_pc: returnPc },
      ...{ entry: handles ? null : (entry ?? null), depth },
    });
    // A framed routine keeps its caller's R7 right below the return address; others may have it anywhere.
    const framed = fp === slot - 4;
    const saved = framed || entry === undefined ? undefined : savedFramePointer(code, entry, pc, slot - sp);
    if (framed) fp = view.getUint32(slot - 4, true);
    else if (saved !== undefined) fp = view.getUint32(slot - saved, true);
    pc = returnPc;
    sp = slot + 4;
  }
  if (frames.length === limit) return { frames, truncated: true };
  frames.push({
    ...{ index: frames.length, pc, sp, fp: fp || null, return_pc: null },
    ...{ entry: handles ? null : processor.entry, depth: 0 },
  });
  return { frames, truncated: false };
}
