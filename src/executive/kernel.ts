/**
 * Tasks and their life: loading, states, time and the execution of instructions (services spec 2 and 5). The kernel
 * knows neither sessions nor wire formats; {@link Executive} is its facade.
 */

import { MEMORY_SIZE, RODATA_BASE } from '../isa/constants';
import { wordAt } from '../isa/encoding';
import { Processor } from '../machine/processor';
import { Stop } from '../machine/stop';
import type { Image } from '../toolchain/image';
import { Arenas, checkPlace } from './arenas';
import { VirtualClock } from './clock';
import { Catches } from './debug/catches';
import type { Meeting } from './debug/meeting';
import type { AccessRecord } from './debug/point';
import { ExecutiveError } from './errors';
import type { EmitEvent, FaultName, StopReason } from './events';
import { faultName } from './faults';
import { instanceName } from './instance-name';
import type { ProgramImage } from './provisioning/program-image';
import { RunAhead } from './run-ahead';
import { SchedulerRing } from './scheduler-ring';
import type { ServiceHost, WakeReason } from './service-host';
import { createServices, type ServiceOptions } from './services';
import { HANDLER_RETURN } from './services/handler-calls';
import { type Arena, type MailboxWait, Task } from './task';
import { isFinal, isRunnable, type TaskState } from './task-state';
import { after, before } from './trace';

export interface KernelOptions extends ServiceOptions {
  /** Whether code that runs long may be translated to WebAssembly; makes no difference but in speed. Default true. */
  readonly turbo?: boolean;
  readonly priorities?: boolean;
}

export class Kernel implements ServiceHost {
  /** In load order, which is the run order. */
  readonly tasks = new Map<number, Task>();
  readonly clock = new VirtualClock();
  readonly services;
  /** Instructions completed by all tasks. */
  totalSteps = 0;
  /** The task whose turn it is, or was when nobody has one. */
  current: Task | null = null;
  /** The task that executed last. */
  lastRun: Task | null = null;
  /** Set by whatever stops a task for the debugger; whoever drives the kernel clears it. */
  debugStop: { pid: number; reason: StopReason } | null = null;
  /** Tasks of higher priority first, and quanta among equals (services spec 2.10). */
  readonly priorities: boolean;
  /** Set whenever it changed who can run, or when: a state, a deadline, a task more or less. */
  disturbed = false;
  /** Service calls of all tasks. */
  interactions = 0;
  readonly ahead = new RunAhead();
  readonly ring = new SchedulerRing(() => this.now() / 1000);

  /** What stops a task besides breakpoints. */
  readonly catches = new Catches();

  readonly emit: EmitEvent;
  private readonly arenas: Arenas;
  /** What the last breakpoint or watched access met. */
  private met: Meeting | undefined;
  private overrun = false;
  /** The task whose service is being performed. */
  private serving: Task | undefined;
  private nextPid = 1;

  constructor(
    emit: EmitEvent,
    private readonly options: KernelOptions = {},
  ) {
    this.emit = (type, pid, data) => {
      if (type === 'mailbox_overrun') this.overrun = true;
      this.ring.observe(type, pid, data);
      emit(type, pid, outputs.has(type) ? { ...data, ...this.writtenAt() } : data);
    };
    this.priorities = options.priorities ?? false;
    this.services = createServices(this, options);
    this.arenas = new Arenas(this.services.limits.stackBytes);
  }

  now(): number {
    return this.clock.now();
  }

  task(pid: number): Task | undefined {
    return this.tasks.get(pid);
  }

  /** @throws ExecutiveError `unknown pid N` */
  require(pid: number): Task {
    const task = this.tasks.get(pid);
    if (!task) throw new ExecutiveError(`unknown pid ${pid}`);
    return task;
  }

  /** In run order. */
  runnableTasks(): Task[] {
    return [...this.tasks.values()].filter((task) => isRunnable(task.state));
  }

  /** Whether any task can run. */
  isAble(): boolean {
    for (const { state } of this.tasks.values()) if (isRunnable(state)) return true;
    return false;
  }

  /**
   * Loads an image as a new task, all or nothing (services spec 5.1).
   * @throws ExecutiveError when the name is taken or memory, descriptors or identifiers run out
   */
  load(image: ProgramImage, program: string, pid = this.reservePid()): Task {
    this.services.admit(image, { pid, tasks: this.tasks.size });
    const names = instanceName(image, program, pid, [...this.tasks.values()]);
    const arena = this.arenas.allocate(image.rodata.length);
    const task = new Task(
      { pid, program, ...names, arena, image },
      createProcessor(image, arena, this.options),
      (other) => this.tasks.get(other)?.view,
    );
    try {
      task.mailboxes = this.services.declare(task, image);
    } catch (error) {
      this.arenas.release(arena);
      throw error;
    }
    this.tasks.set(pid, task);
    this.disturbed = true;
    this.current = task;
    this.emit('task_state', pid, { prev_state: null, new_state: 'running', reason: 'loaded' });
    return task;
  }

  /**
   * Whether an image can take the place of a task.
   * @throws ExecutiveError when it cannot; nothing has changed then
   */
  checkReplacement({ pid, identity }: Task, image: Image): void {
    const others = [...this.tasks.values()].filter((task) => task.pid !== pid);
    this.services.admit(image, { pid: this.nextPid, tasks: this.tasks.size, leaving: pid });
    instanceName(image, identity.program, this.nextPid, others);
    const { stackBase, stackSize } = identity.arena;
    checkPlace(stackBase, stackSize, image.rodata.length);
  }

  /** The pid of a task to come. */
  reservePid(): number {
    return this.nextPid++;
  }

  kill(pid: number): void {
    const task = this.require(pid);
    this.tasks.delete(pid);
    this.services.release(task);
    this.arenas.release(task.identity.arena);
    this.disturbed = true;
    const [lowest = null] = this.tasks.values();
    this.current = lowest;
    this.emit('task_state', pid, { prev_state: task.state, new_state: 'terminated', reason: 'killed' });
  }

  /**
   * A blocked or sleeping task keeps its wait while it is paused (quirk 13).
   * @throws ExecutiveError when the task has ended
   */
  pause(pid: number): void {
    const task = this.requireLive(pid);
    task.stoppedByDebugger = false;
    if (this.current === task) this.current = null;
    this.setState(task, 'paused', 'user_pause');
  }

  /**
   * Lifts a pause or a debugger stop; the task has the next turn.
   * @throws ExecutiveError when the task has ended
   */
  resume(pid: number): void {
    const task = this.requireLive(pid);
    if (task.state !== 'paused') return;
    this.continueTask(task);
    if (isRunnable(task.state)) this.current = task;
  }

  /** Lifts a debugger stop; the task goes on when its turn comes. */
  continueTask(task: Task): void {
    this.setState(task, this.release(task), 'resume');
  }

  /** Keeps a task from moving until the debugger lets it go; a wait goes on meanwhile. */
  hold(task: Task): void {
    if (task.state === 'paused' || isFinal(task.state)) return;
    task.stoppedByDebugger = true;
    task.held = true;
    this.setState(task, 'paused', 'debug_hold');
  }

  /** Readies a paused task to go on, past a breakpoint at its pc; returns the state in which it does. */
  release(task: Task): TaskState {
    const { held } = task;
    task.stoppedByDebugger = false;
    task.held = false;
    task.fault = null;
    if (task.wait) return 'waiting_mbx';
    if (task.sleepDeadline !== null) return 'sleeping';
    // Who was only held has not met the breakpoint at its pc yet.
    if (!held) task.processor.skipBreakpoint = task.processor.pc;
    return 'running';
  }

  private requireLive(pid: number): Task {
    const task = this.require(pid);
    if (isFinal(task.state)) throw new ExecutiveError(`task ${pid} has ended (${task.state})`);
    return task;
  }

  /** Call when a deadline has changed by other means than a state. */
  disturb(): void {
    this.disturbed = true;
  }

  setState(task: Task, state: TaskState, reason?: string, details?: Record<string, unknown>): void {
    const previous = task.state;
    task.state = state;
    this.disturbed = true;
    if (isFinal(state)) this.services.handlers.ended(task);
    this.emit('task_state', task.pid, {
      prev_state: previous,
      new_state: state,
      ...(reason !== undefined && { reason }),
      ...(details && { details }),
    });
  }

  // --- services -----------------------------------------------------------------------------------------------------

  sleep(task: Task, ms: number): void {
    task.sleepMs = ms;
    task.sleepDeadline = this.now() + ms;
    this.emit('sleep_request', task.pid, { ms, deadline: task.sleepDeadline / 1000 });
    this.setState(task, 'sleeping', 'sleep', { sleep_pending: true, sleep_ms: ms });
  }

  block(task: Task, wait: MailboxWait): void {
    task.wait = wait;
    const { descriptor, handle, timeout, deadline } = wait;
    const due = deadline === null ? null : deadline / 1000;
    const details = { descriptor, handle, timeout };
    this.emit('mailbox_wait', task.pid, { ...details, deadline: due });
    this.setState(task, 'waiting_mbx', 'mailbox_wait', { ...details, ...(due !== null && { deadline: due }) });
  }

  unblock(task: Task, reason: WakeReason, details: Record<string, unknown>): void {
    task.wait = null;
    task.servedMeanwhile = true;
    if (task.state === 'waiting_mbx') this.setState(task, 'ready', reason, details);
  }

  countMailboxCall({ pid }: Task): void {
    this.ring.mailboxCall(pid);
  }

  exit(task: Task, status: number): void {
    task.exitStatus = status;
    this.setState(task, 'returned', 'exited', { exit_status: status });
    this.catchEnd(task);
  }

  // --- time ---------------------------------------------------------------------------------------------------------

  /** When the next sleeper or receiver is due, in milliseconds of the clock; `null` when nobody is. */
  nextDeadline(): number | null {
    let next = this.services.nextDeadline();
    for (const { state, sleepDeadline } of this.tasks.values()) {
      if (state === 'sleeping' && sleepDeadline !== null && (next === null || sleepDeadline < next))
        next = sleepDeadline;
    }
    return next;
  }

  /** Wakes everybody whose deadline has passed: sleepers in order of deadline, then pid (services spec 2.8). */
  expire(): void {
    const now = this.now();
    const next = this.nextDeadline();
    if (next === null || next > now) return;
    const due = [...this.tasks.values()]
      .filter((task) => task.state === 'sleeping' && task.sleepDeadline !== null && task.sleepDeadline <= now)
      .sort((a, b) => a.sleepDeadline! - b.sleepDeadline! || a.pid - b.pid);
    for (const task of due) {
      task.sleepDeadline = task.sleepMs = null;
      this.emit('sleep_complete', task.pid, {});
      this.setState(task, 'ready', 'sleep_wake');
    }
    this.services.expire(now);
  }

  // --- execution ----------------------------------------------------------------------------------------------------

  /**
   * Lets a runnable task execute up to `budget` instructions, ending early at anything that concerns others: a service
   * call, a stop, its end. Returns how many were executed, with one that ended the task without being completed
   * (services spec 2.6, 2.13).
   */
  execute(task: Task, budget: number): number {
    this.lastRun = task;
    if (task.state === 'running') task.state = 'ready';
    if (task.trace) return this.executeTraced(task, budget);
    const before = task.processor.steps;
    const stop = this.run(task, budget);
    const executed = task.processor.steps - before + (this.endsIncomplete(task, stop) ? 1 : 0);
    if (executed > 0) this.ring.step(task, executed);
    if (stop !== Stop.budget) this.handleStop(task, stop);
    else if (task.processor.pc === HANDLER_RETURN) this.leaveHandler(task);
    return executed;
  }

  /** Whether a run ended at an instruction that does not count among the steps of the task. */
  private endsIncomplete(task: Task, stop: Stop): boolean {
    if (stop === Stop.returned || stop === Stop.fault) return true;
    return (
      stop === Stop.fetchError && !(task.processor.pc === HANDLER_RETURN && this.services.handlers.isRunning(task))
    );
  }

  /**
   * Lets runnable tasks run ahead (see {@link RunAhead}); returns how many instructions all completed together.
   * @param last whose turn is the last of a round
   */
  executeAhead(tasks: readonly Task[], last: Task, rounds: number, ahead: RunAhead): number {
    const each = ahead.run(tasks, rounds);
    if (each === 0) return 0;
    for (const task of tasks) if (task.state === 'running') task.state = 'ready';
    this.current = this.lastRun = last;
    const next = tasks[tasks.indexOf(last) + 1] ?? tasks[0];
    for (const task of tasks) {
      this.ring.step(task, each);
      // The last turn is passed on by whoever goes on from here.
      this.ring.rotate(task, task === next ? each - 1 : each);
    }
    this.pass(each * tasks.length);
    return each * tasks.length;
  }

  /** @returns false when the task runs no command handler */
  private leaveHandler(task: Task): boolean {
    this.disturb();
    return this.services.handlers.returned(task);
  }

  /** As {@link execute}, with what each instruction did as an event, before any stop it caused. */
  private executeTraced(task: Task, budget: number): number {
    const { processor } = task;
    const { interactions } = this;
    const { steps: start } = processor;
    for (;;) {
      const { steps } = processor;
      const seen = before(task);
      const stop = this.run(task, 1);
      if (stop !== Stop.breakpoint) {
        this.ring.step(task);
        const last = after(task, seen);
        if (last) task.last = last;
        if (last && processor.steps > steps) this.emit('trace_step', task.pid, last);
      }
      const executed = processor.steps - start + (this.endsIncomplete(task, stop) ? 1 : 0);
      if (stop !== Stop.budget) this.handleStop(task, stop);
      else if (processor.pc === HANDLER_RETURN) this.leaveHandler(task);
      else if (executed < budget && this.interactions === interactions) continue;
      return executed;
    }
  }

  /** Runs the processor and performs the service it may have come to. */
  private run(task: Task, budget: number): Stop {
    const { processor, points } = task;
    if (task.servedMeanwhile) {
      task.servedMeanwhile = false;
      if (points.watchesData && this.meets(task, points.afterService())) return Stop.watch;
    }
    const end = processor.steps + budget;
    for (;;) {
      const before = processor.steps;
      const stop = processor.run(end - before);
      this.pass(processor.steps - before);
      switch (stop) {
        case Stop.service:
          return this.serve(task);
        case Stop.breakpoint:
          if (this.meets(task, points.atBreakpoint())) return stop;
          processor.skipBreakpoint = processor.pc;
          break;
        case Stop.watch:
          // Somebody else may watch, too, and wants to look.
          return this.meets(task, points.atAccess()) ? stop : Stop.budget;
        default:
          return stop;
      }
    }
  }

  /** For output: the place in the code, outwards from the service call under way. */
  private writtenAt(): { pcs?: readonly number[] } {
    if (!this.serving) return {};
    const { processor } = this.serving;
    const calls = processor.returnSlots(processor.sp).slice(0, 3);
    return { pcs: [processor.pc, ...calls.map((slot) => processor.view.getUint32(slot, true) - 4)] };
  }

  /** Performs the service a task has come to. */
  private serve(task: Task): Stop {
    const { processor, points } = task;
    this.interactions++;
    this.overrun = false;
    this.serving = task;
    this.services.call(task, processor.immediate);
    this.serving = undefined;
    processor.completeService();
    this.pass(1);
    if (points.watchesData && this.meets(task, points.afterService())) return Stop.watch;
    if (this.overrun && this.catches.has('mailbox_overrun', task.pid, task.view)) {
      this.stopAnywhere(task, 'mailbox_overrun');
    }
    return Stop.budget;
  }

  /** Tells what was met; true when it stops. */
  private meets(task: Task, met: Meeting): boolean {
    this.met = met;
    const { pc } = task.processor;
    for (const { point, text } of met.logs) this.emit('debug_log', task.pid, { point, pc, text });
    return met.stop;
  }

  private pass(instructions: number): void {
    this.totalSteps += instructions;
    this.clock.tick(instructions);
  }

  private handleStop(task: Task, stop: Stop): void {
    const { processor } = task;
    switch (stop) {
      case Stop.returned:
        task.exitStatus = processor.registers[0]! >>> 0;
        this.setState(task, 'returned', 'returned', { exit_status: task.exitStatus });
        this.catchEnd(task);
        break;
      case Stop.fault: {
        const error = faultName(processor.faultCode);
        task.fault = error;
        this.emit('fault', task.pid, { code: processor.faultCode, error, pc: processor.pc });
        this.setState(task, 'terminated', 'fault', { error });
        if (this.catchesIt(task, error)) this.stopForDebugger(task, 'vm_error', { error });
        break;
      }
      case Stop.illegal: {
        const pc = (processor.pc - 4) >>> 0;
        task.fault = 'illegal_opcode';
        this.setState(task, 'stopped', 'fault', { error: task.fault });
        if (!this.catchesIt(task, task.fault)) break;
        this.stopForDebugger(task, 'vm_error', { error: task.fault, pc, opcode: wordAt(processor.code, pc)! });
        break;
      }
      case Stop.fetchError: {
        const { pc, code } = processor;
        if (pc === HANDLER_RETURN && this.leaveHandler(task)) break;
        task.fault = 'pc_out_of_range';
        this.emit('vm_error', task.pid, { error: task.fault, pc, code_len: code.length });
        if (this.catchesIt(task, task.fault)) {
          this.breakTask(task, 'vm_error', { error: task.fault, code_len: code.length });
        } else {
          this.setState(task, 'terminated', 'fault', { error: task.fault });
        }
        break;
      }
      case Stop.brk: {
        const pc = (processor.pc - 4) >>> 0;
        if (!this.catchesIt(task, 'brk')) break;
        this.breakTask(task, 'brk', { pc, opcode: wordAt(processor.code, pc)!, code: processor.breakCode });
        break;
      }
      case Stop.breakpoint:
        this.breakTask(task, 'breakpoint', this.whatWasMet());
        break;
      case Stop.watch:
        this.stopAnywhere(task, 'watch', this.whatWasMet());
        break;
    }
  }

  private catchesIt(task: Task, name: FaultName | 'brk'): boolean {
    return this.catches.has(name, task.pid, task.view);
  }

  private catchEnd(task: Task): void {
    if (this.catches.has('exit', task.pid, task.view)) this.stopForDebugger(task, 'exit');
  }

  private whatWasMet(): StopDetails {
    const { points = [], access, problem } = this.met ?? {};
    return {
      ...(points.length > 0 && { points }),
      ...(access && { access }),
      ...(problem !== undefined && { problem }),
    };
  }

  /** A task that waits or has ended stays as it is. */
  private stopAnywhere(task: Task, reason: StopReason, extra?: StopDetails): void {
    if (isRunnable(task.state)) this.breakTask(task, reason, extra);
    else this.stopForDebugger(task, reason, extra);
  }

  /** Stops a runnable task for the debugger: paused, to go on with {@link continueTask}. */
  breakTask(task: Task, reason: StopReason, extra: StopDetails = {}): void {
    task.stoppedByDebugger = true;
    this.stopForDebugger(task, reason, extra);
    this.setState(task, 'paused', 'debug_break', { pc: extra.pc ?? task.processor.pc });
  }

  /** Tells that the debugger stopped at a task, whatever its state. */
  stopForDebugger(task: Task, reason: StopReason, extra: StopDetails = {}): void {
    const { pc, steps } = task.processor;
    this.debugStop = { pid: task.pid, reason };
    this.emit('debug_stop', task.pid, { reason, pc, next_pc: pc, steps, cycles: steps, ...extra });
  }
}

const outputs: ReadonlySet<string> = new Set(['stdout', 'stderr', 'uart']);

interface StopDetails {
  pc?: number;
  opcode?: number;
  code?: number;
  error?: FaultName;
  code_len?: number;
  points?: readonly number[];
  access?: AccessRecord;
  problem?: string;
}

/** Memory of a fresh task: read-only data at its place, the register bank and the stack cleared (machine spec 1.5). */
function createProcessor(image: Image, arena: Arena, { turbo = true }: KernelOptions): Processor {
  const processor = new Processor({
    code: image.code,
    entry: image.entry,
    registerBase: arena.registerBase,
    stackPointer: arena.stackPointer,
    stackLimit: arena.stackBase,
    ...(!turbo && { translateAfter: Number.POSITIVE_INFINITY }),
  });
  processor.memory.set(image.rodata.subarray(0, MEMORY_SIZE - RODATA_BASE), RODATA_BASE);
  return processor;
}
