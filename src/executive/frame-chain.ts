/**
 * The call stack by the chain of frame pointers in R7 (executive-protocol spec 7.3), as tools of the family expect it.
 * Unlike `walkStack` it needs no record of calls, and sees only routines that begin with PUSH R7; MOV R7, R15.
 */

import { FRAME_POINTER } from '../isa/constants';
import type { Task } from './task';
import type { StackFrame } from './task-record';

export interface FrameChain {
  frames: StackFrame[];
  truncated: boolean;
  errors: string[];
  stack_base: number;
  stack_limit: number;
  stack_low: number;
  stack_high: number;
  initial_sp: number;
  initial_fp: number;
}

const address = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;

/** @param limit most frames, at least 1 */
export function walkFrameChain({ processor, identity: { arena } }: Task, limit: number): FrameChain {
  const low = arena.stackBase;
  const high = low + arena.stackSize;
  const initialSp = processor.sp >>> 0;
  const initialFp = processor.registers[FRAME_POINTER]! >>> 0;
  const frames: StackFrame[] = [];
  const errors: string[] = [];
  const seen = new Set<number>();
  let truncated = false;
  const fail = (text: string): void => {
    errors.push(text);
    truncated = true;
  };
  if (initialSp < low || initialSp > high) errors.push(`sp_out_of_range:${address(initialSp)}`);
  for (let pc = processor.pc >>> 0, sp = initialSp, fp = initialFp; ; ) {
    if (frames.length === limit) {
      fail('frame_limit_reached');
      break;
    }
    const frame: StackFrame = { index: frames.length, pc, sp, fp, return_pc: null };
    frames.push(frame);
    if (fp === 0) break;
    const wrong = frameError(fp, low, high, seen);
    if (wrong !== null) {
      fail(`${wrong}:${address(fp)}`);
      break;
    }
    // The frame of the entry routine: nothing is behind it (fixes Q15).
    if (fp + 8 > high) break;
    seen.add(fp);
    const previous = processor.view.getUint32(fp, true);
    const returnPc = processor.view.getUint32(fp + 4, true);
    frame.return_pc = returnPc;
    if (previous === 0 && returnPc === 0) break;
    if (previous !== 0 && (previous < low || previous >= high)) {
      fail(`fp_out_of_range:${address(previous)}`);
      break;
    }
    sp = fp + 8;
    pc = returnPc;
    fp = previous;
  }
  return {
    frames,
    truncated,
    errors,
    stack_base: arena.stackBase,
    stack_limit: arena.stackBase,
    stack_low: low,
    stack_high: high,
    initial_sp: initialSp,
    initial_fp: initialFp,
  };
}

function frameError(fp: number, low: number, high: number, seen: ReadonlySet<number>): string | null {
  if (seen.has(fp)) return 'fp_cycle';
  if (fp % 4 !== 0) return 'fp_unaligned';
  return fp < low || fp >= high ? 'fp_out_of_range' : null;
}
