/**
 * Beginning a frame anew: its routine is at its first instruction again, called as it was. Only what a routine of the
 * family gives back to its caller is put back, the stack and R7 (machine spec 10); all else keeps its value.
 */

import { FRAME_POINTER, STACK_MIRROR } from '../isa/constants';
import { ExecutiveError } from './errors';
import { walkStack } from './stack';
import type { Task } from './task';
import type { StackFrame } from './task-record';
import { isFinal } from './task-state';

/** Why no frame of a task can begin anew. */
function obstacle({ pid, state, wait, sleepDeadline }: Task): string | undefined {
  if (isFinal(state)) return `task ${pid} has ended`;
  if (wait || sleepDeadline !== null) return `task ${pid} is in the middle of a service: it waits`;
  return undefined;
}

/** @param limit most frames, at least 1 */
export function restartableFrames(task: Task, limit: number): { frames: StackFrame[]; truncated: boolean } {
  const blocked = obstacle(task) !== undefined;
  const { frames, truncated } = walkStack(task.processor, limit);
  return {
    frames: frames.map(({ entry, depth: _depth, ...frame }) => ({ ...frame, restart_pc: blocked ? null : entry })),
    truncated,
  };
}

/**
 * @param index of the frame, 0: the innermost
 * @throws ExecutiveError saying why it cannot begin anew; nothing has changed then
 */
export function restartFrame(task: Task, index: number): void {
  const { processor } = task;
  const reason = obstacle(task);
  if (reason !== undefined) throw new ExecutiveError(`cannot restart the frame: ${reason}`);
  const { frames } = walkStack(processor, Number.POSITIVE_INFINITY);
  const frame = frames[index];
  if (!frame) throw new ExecutiveError(`task ${task.pid} has no frame ${index}`);
  if (frame.entry === null) {
    throw new ExecutiveError(
      'cannot restart the frame: it was called through a register, so that its beginning is not known, or it belongs to a command handler or what that interrupts',
    );
  }
  const caller = frames[index + 1];
  processor.pc = frame.entry;
  processor.sp = caller ? caller.sp - 4 : processor.initialSp;
  processor.registers[STACK_MIRROR] = processor.sp;
  processor.registers[FRAME_POINTER] = caller?.fp ?? 0;
  processor.depth = frame.depth;
}
