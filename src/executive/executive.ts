/**
 * The facade of the executive: what tools may ask of it (executive-protocol spec 4 to 8), in plain calls. It is the one
 * door for everything that comes from outside.
 */

import { MEMORY_SIZE, STACK_SIZE } from '../isa/constants';
import { readImage } from '../toolchain/image';
import { ExecutiveError } from './errors';
import type { ExecutiveEvent } from './events';
import { Kernel } from './kernel';
import { loadRecord, readRegisters, taskRecord } from './records';
import { writeRegister } from './register-write';
import { Runner } from './runner';
import { runTask, runTasks } from './scheduler';
import type { ServiceOptions } from './services';
import { walkStack } from './stack';
import { type CodeRange, type StepKind, StepPlan } from './step-plan';
import type { Task } from './task';
import type { ClockStatus, LoadedImage, Registers, StackFrame, TaskRecord } from './task-record';
import { isFinal, isRunnable } from './task-state';

export interface ExecutiveOptions extends ServiceOptions {
  readonly onEvent: (event: ExecutiveEvent) => void;
}

export class Executive {
  private readonly kernel: Kernel;
  private readonly runner: Runner;
  private sequence = 0;

  constructor({ onEvent, ...options }: ExecutiveOptions) {
    this.kernel = new Kernel((type, pid, data) => {
      onEvent({ seq: ++this.sequence, ts: this.kernel.now() / 1000, type, pid, data } as ExecutiveEvent);
    }, options);
    this.runner = new Runner(this.kernel);
  }

  // --- tasks --------------------------------------------------------------------------------------------------------

  /**
   * @param bytes an `.hxe` image
   * @throws ImageError when the image is broken, ExecutiveError when it cannot be loaded; nothing has changed then
   */
  load(path: string, bytes: Uint8Array): LoadedImage {
    const image = readImage(bytes);
    const task = this.kernel.load(image, path);
    this.runner.wake();
    return loadRecord(task, image);
  }

  tasks(): { tasks: TaskRecord[]; current_pid: number | null } {
    return { tasks: [...this.kernel.tasks.values()].map(taskRecord), current_pid: this.kernel.current?.pid ?? null };
  }

  pause(pid: number): TaskRecord {
    this.kernel.pause(pid);
    return this.record(pid);
  }

  resume(pid: number): TaskRecord {
    this.kernel.resume(pid);
    this.runner.wake();
    return this.record(pid);
  }

  kill(pid: number): void {
    this.kernel.kill(pid);
  }

  private record(pid: number): TaskRecord {
    return taskRecord(this.kernel.require(pid));
  }

  // --- execution ----------------------------------------------------------------------------------------------------

  clock(): ClockStatus {
    const { mode } = this.runner;
    return {
      state: mode === 'stopped' ? 'stopped' : 'running',
      running: mode !== 'stopped',
      mode,
      total_steps: this.kernel.totalSteps,
      now: this.kernel.now() / 1000,
    };
  }

  /**
   * Starting a clock that runs changes nothing, except that a limit begins a new run.
   * @param limit instructions after which the clock stops by itself
   */
  startClock(limit?: number): ClockStatus {
    if (limit !== undefined) this.runner.start({ limit });
    else if (this.runner.mode === 'stopped') this.runner.start();
    return this.clock();
  }

  stopClock(): ClockStatus {
    this.runner.stop();
    return this.clock();
  }

  /**
   * Executes up to `count` instructions at once: of all tasks in turn, or of one, which may be paused and then stays so
   * (feature `step_paused`); a breakpoint at its pc is passed then.
   */
  step(
    count: number,
    pid?: number,
  ): { executed: number; running: boolean; paused: boolean; current_pid: number | null } {
    const { kernel } = this;
    kernel.debugStop = null;
    const executed = pid === undefined ? runTasks(kernel, count) : this.stepTask(kernel.require(pid), count);
    this.runner.wake();
    const { current } = kernel;
    return {
      executed,
      running: current !== null && isRunnable(current.state),
      paused: kernel.debugStop !== null,
      current_pid: current?.pid ?? null,
    };
  }

  private stepTask(task: Task, count: number): number {
    const { kernel } = this;
    if (task.state !== 'paused') return runTask(kernel, task, count);
    const { stoppedByDebugger } = task;
    task.state = kernel.release(task);
    const executed = runTask(kernel, task, count);
    if (isFinal(task.state)) return executed;
    task.state = 'paused';
    task.stoppedByDebugger = stoppedByDebugger;
    if (executed > 0 && !kernel.debugStop) kernel.setState(task, 'paused', 'step', { pc: task.processor.pc });
    return executed;
  }

  /**
   * Runs until a task stops for the debugger; tasks that the debugger had stopped go on.
   * @param pid the task that steps, or that is looked at: a breakpoint at its pc is passed once
   */
  debugRun(pid?: number, step?: { kind: StepKind; ranges: readonly CodeRange[] }): ClockStatus {
    const from = pid === undefined ? undefined : this.kernel.require(pid);
    const plan = from && step && new StepPlan(from, step.kind, step.ranges);
    if (from && isRunnable(from.state)) from.processor.skipBreakpoint = from.processor.pc;
    for (const task of this.kernel.tasks.values()) {
      if (task.stoppedByDebugger) this.kernel.continueTask(task);
    }
    this.runner.start({ untilStop: true, ...(plan && { plan }) });
    return this.clock();
  }

  /** Stops everything where it is; the stop is reported for `pid`. */
  debugHalt(pid: number): ClockStatus {
    const task = this.kernel.require(pid);
    const wasRunning = this.runner.mode !== 'stopped';
    this.runner.stop();
    if (wasRunning) {
      // A task that waits or was paused by its user stays as it is.
      if (isRunnable(task.state)) this.kernel.breakTask(task, 'async_break');
      else this.kernel.stopForDebugger(task, 'async_break');
    }
    return this.clock();
  }

  /** Trace events for every instruction of a task; it then runs much slower. */
  setTrace(pid: number, enabled: boolean): void {
    this.kernel.require(pid).trace = enabled;
  }

  // --- breakpoints --------------------------------------------------------------------------------------------------

  breakpoints(pid: number): number[] {
    return [...this.kernel.require(pid).processor.breakpoints];
  }

  setBreakpoint(pid: number, address: number): void {
    this.kernel.require(pid).processor.setBreakpoint(address & 0xffff);
  }

  clearBreakpoint(pid: number, address: number): void {
    this.kernel.require(pid).processor.clearBreakpoint(address & 0xffff);
  }

  clearBreakpoints(pid: number): void {
    this.kernel.require(pid).processor.clearBreakpoints();
  }

  // --- inspection ---------------------------------------------------------------------------------------------------

  registers(pid: number): Registers {
    return readRegisters(this.kernel.require(pid));
  }

  /** @param name R0..R15, PC, SP or PSW */
  setRegister(pid: number, name: string, value: number): void {
    writeRegister(this.kernel.require(pid).processor, name, value);
  }

  /** Data memory, cut at 0xFFFF. */
  readMemory(pid: number, address: number, length: number): Uint8Array {
    const start = address & 0xffff;
    return this.kernel.require(pid).processor.memory.slice(start, Math.min(start + Math.max(length, 0), MEMORY_SIZE));
  }

  /** Bytes beyond 0xFFFF are dropped. */
  writeMemory(pid: number, address: number, bytes: Uint8Array): void {
    const start = address & 0xffff;
    this.kernel.require(pid).processor.memory.set(bytes.subarray(0, MEMORY_SIZE - start), start);
  }

  /** Code, cut at the code length. */
  readCode(pid: number, address: number, length: number): Uint8Array {
    const start = address & 0xffff;
    return this.kernel.require(pid).processor.code.slice(start, start + Math.max(length, 0));
  }

  /** @param max most frames to return; by default as many as fit on a stack, and the entry routine */
  stack(pid: number, max = STACK_SIZE / 4 + 1): { pid: number; frames: StackFrame[]; truncated: boolean } {
    if (max < 1) throw new ExecutiveError('stack max must be positive');
    return { pid, ...walkStack(this.kernel.require(pid).processor, max) };
  }
}
