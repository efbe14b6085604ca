/** Stack frames: where each task is, and what the registers were in its callers. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { RegisterName } from '../executive/debug/expressions/registers';
import type { StackFrame as RawFrame, Registers } from '../executive/task-record';
import { FRAME_POINTER } from '../isa/constants';
import { instructionAddress } from './addresses';
import type { ClientPort } from './client-port';
import { type Debuggee, routineAt, type Task } from './debuggee';
import { RequestError } from './request-error';
import type { Sources } from './sources';

/** Frame ids tell task and depth; a stack cannot hold as many frames. */
const FRAMES_PER_TASK = 4096;

export class Frame {
  constructor(
    readonly task: Task,
    readonly index: number,
    private readonly raw: RawFrame,
    private readonly registers: Registers,
  ) {}

  get pid(): number {
    return this.task.pid;
  }

  get id(): number {
    return this.pid * FRAMES_PER_TASK + this.index;
  }

  get isInnermost(): boolean {
    return this.index === 0;
  }

  get pc(): number {
    return this.raw.pc;
  }

  /** `undefined`: this executive cannot do such a thing at all. */
  get canRestart(): boolean | undefined {
    const { restart_pc } = this.raw;
    return restart_pc === undefined ? undefined : restart_pc !== null;
  }

  /** Behind the last word of the task's stack. */
  get stackTop(): number {
    return this.registers.stack_base + this.registers.stack_size;
  }

  /** Address of the instruction the frame is at: in a caller that is the CALL, not the return address. */
  get place(): number {
    return this.isInnermost ? this.pc : this.pc - 4;
  }

  /** As in this frame where the convention tells, else as it is now. Unsigned. */
  register(name: RegisterName): number {
    switch (name) {
      case 'PC':
        return this.pc;
      case 'SP':
        return this.raw.sp;
      case 'PSW':
        return this.registers.flags;
      default: {
        const index = Number(name.slice(1));
        if (index === FRAME_POINTER && !this.isInnermost) return this.raw.fp ?? 0;
        return this.registers.regs[index] ?? 0;
      }
    }
  }
}

export class Stack {
  /** Where a fault happened, when the program counter has moved on since. */
  private faultPlace: { readonly pid: number; readonly pc: number } | undefined;
  /** What a client asks after a stop starts from the same frames each time. */
  private kept: { readonly pid: number; readonly changes: number; readonly frames: Frame[] } | undefined;
  /** Where the last stop was. */
  private stopped: { readonly pid: number; readonly changes: number; readonly pc: number } | undefined;

  /** @param stands whether nothing but this session can move or change the tasks, and it does not */
  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
    private readonly client: ClientPort,
    private readonly stands: () => boolean,
  ) {}

  noteFault(place: { readonly pid: number; readonly pc: number } | undefined): void {
    this.faultPlace = place;
    this.kept = undefined;
  }

  noteStop(pid: number, pc: number): void {
    this.stopped = { pid, pc, changes: this.debuggee.changes };
  }

  async trace(args: DebugProtocol.StackTraceArguments): Promise<DebugProtocol.StackTraceResponse['body']> {
    const frames = await this.frames(args.threadId);
    const start = Math.max(0, args.startFrame ?? 0);
    const end = args.levels ? start + args.levels : frames.length;
    return {
      stackFrames: frames.slice(start, end).map((frame) => this.describe(frame, args.format)),
      totalFrames: frames.length,
    };
  }

  /** @throws RequestError when there is no such frame (any more) */
  async frame(id: number): Promise<Frame> {
    const frame = (await this.frames(this.pidOf(id)))[id % FRAMES_PER_TASK];
    if (!frame) throw new RequestError('this stack frame is gone');
    return frame;
  }

  /** Where a task is, for those who need nothing else of its frame. */
  async place(pid: number): Promise<{ readonly task: Task; readonly pc: number }> {
    const task = this.debuggee.task(pid);
    if (this.faultPlace?.pid === pid) return { task, pc: this.faultPlace.pc };
    if (this.stopped && this.holds(this.stopped, pid)) return { task, pc: this.stopped.pc };
    const { registers } = await this.debuggee.request('dumpregs', { pid });
    return { task, pc: registers.pc };
  }

  async innermost(pid: number): Promise<Frame> {
    return this.frame(pid * FRAMES_PER_TASK);
  }

  /** The task that a frame is of. */
  pidOf(frameId: number): number {
    return Math.floor(frameId / FRAMES_PER_TASK);
  }

  /** Puts a task to the beginning of a frame. @throws RequestError, or the executive's reason why not */
  async restart(frameId: number): Promise<void> {
    const { pid, index, canRestart } = await this.frame(frameId);
    if (canRestart === undefined) throw new RequestError('this executive cannot restart frames');
    await this.debuggee.request('restart_frame', { pid, index });
  }

  private async frames(pid: number): Promise<Frame[]> {
    if (this.kept && this.holds(this.kept, pid)) return this.kept.frames;
    const { changes } = this.debuggee;
    const frames = await this.read(pid);
    this.kept = { pid, changes, frames };
    return frames;
  }

  /** Whether what was noted of a task is still so. */
  private holds(noted: { readonly pid: number; readonly changes: number }, pid: number): boolean {
    return noted.pid === pid && noted.changes === this.debuggee.changes && this.stands();
  }

  private async read(pid: number): Promise<Frame[]> {
    const task = this.debuggee.task(pid);
    const [{ stack }, { registers }] = await Promise.all([
      this.debuggee.request('stack', { pid }),
      this.debuggee.request('dumpregs', { pid }),
    ]);
    return stack.frames.map((raw, index) => {
      const moved = index === 0 && this.faultPlace?.pid === pid ? { ...raw, pc: this.faultPlace.pc } : raw;
      return new Frame(task, index, moved, registers);
    });
  }

  private describe(frame: Frame, format: DebugProtocol.StackFrameFormat = {}): DebugProtocol.StackFrame {
    const { task, place } = frame;
    const location = this.sources.locate(task, place);
    const name = `${format.module ? `${task.name}!` : ''}${routineAt(task, place)}`;
    return {
      id: frame.id,
      name: format.line && location ? `${name}, line ${location.line}` : name,
      line: location ? this.client.toClientLine(location.line) : 0,
      column: location ? this.client.toClientColumn(location.column) : 0,
      ...(location && { source: location.source }),
      instructionPointerReference: instructionAddress(frame),
      moduleId: task.pid,
      ...(!frame.canRestart && { canRestart: false }),
      ...(task.program.symbols.isCompilerMade(place) && { presentationHint: 'subtle' as const }),
    };
  }
}
