/** One task under a test's control, its true call stack kept by watching each instruction. */

import { FRAME_POINTER } from '../isa/constants';
import { opcodeOf, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import type { Image } from '../toolchain/image';
import { Kernel } from './kernel';
import type { CodeRange, StepKind } from './step-plan';
import type { Task } from './task';
import { isRunnable } from './task-state';

interface Call {
  readonly slot: number;
  /** R7 of the caller. */
  readonly callerFp: number;
  /** Of the routine. */
  readonly entry: number;
  /** Behind the CALL. */
  readonly returnPc: number;
  /** Calls not yet returned, this one included. */
  readonly depth: number;
}

export class SteppedTask {
  readonly kernel = new Kernel(() => {});
  readonly task: Task;
  private readonly made: Call[] = [];
  /** CALLs less RETs. */
  depth = 0;

  constructor(image: Image) {
    this.task = this.kernel.load(image, 'program.hxe');
  }

  /** Returned, faulted, or ran out of its code. */
  get ended(): boolean {
    return !isRunnable(this.task.state);
  }

  step(): void {
    const { processor } = this.task;
    const before = { pc: processor.pc, steps: processor.steps };
    const opcode = opcodeOf(wordAt(processor.code, before.pc) ?? 0);
    const callerFp = processor.registers[FRAME_POINTER]!;
    this.kernel.execute(this.task, 1);
    if (processor.steps === before.steps) return;
    if (opcode === Opcode.RET) this.forgetBelow(processor.sp);
    if (opcode === Opcode.CALL) {
      this.forgetBelow(processor.sp + 4);
      this.depth++;
      const { sp: slot, pc: entry } = processor;
      this.made.push({ slot, callerFp, entry, returnPc: before.pc + 4, depth: this.depth });
    }
    if (opcode === Opcode.RET) this.depth--;
  }

  /** Calls whose return address is on the stack, outermost first. A routine may have taken its own off for a while. */
  calls(): Call[] {
    return this.made.filter(({ slot }) => slot >= this.task.processor.sp);
  }

  private forgetBelow(sp: number): void {
    while ((this.made.at(-1)?.slot ?? sp) < sp) this.made.pop();
  }

  steps(count: number): void {
    for (let done = 0; done < count && !this.ended; done++) this.step();
  }
}

/**
 * Executes what a step should, found by looking at every instruction.
 * @param most instructions of the task, after which it gives up
 */
export function stepByHand(stepped: SteppedTask, kind: StepKind, ranges: readonly CodeRange[], most: number): void {
  const { depth: start, task } = stepped;
  const inside = () => ranges.some(([from, to]) => task.processor.pc >= from && task.processor.pc < to);
  do {
    stepped.steps(1);
    if (stepped.depth < start) return;
    if (kind === 'out' || (kind === 'over' && stepped.depth > start)) continue;
    if (!inside()) return;
  } while (!stepped.ended && task.processor.steps < most);
}
