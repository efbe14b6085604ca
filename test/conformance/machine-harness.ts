/** Runs rows of the machine vectors on a kernel: a bare machine, or the first task of a fresh executive. */

import { expect } from 'vitest';
import type { EventType } from '../../src/executive/events';
import { Kernel } from '../../src/executive/kernel';
import { type Arena, Task } from '../../src/executive/task';
import { isRunnable } from '../../src/executive/task-state';
import { accessOf, type MemoryAccess } from '../../src/machine/access';
import { Processor } from '../../src/machine/processor';
import { readImage, writeImage } from '../../src/toolchain/image';
import { fromHex } from './machine-vectors';

export interface FileState {
  files: Record<string, string>;
  fds?: Record<string, [name: string, position: number]>;
  open_fds?: number[];
  next_fd: number;
}

export interface Before {
  regs: string[];
  psw: number;
  pc: number;
  sp: number;
  stack_limit?: number;
  reg_base?: number;
  depth?: number;
  steps?: number;
  mem?: [number, string][];
  dev_libm?: boolean;
  fs?: FileState;
}

export interface After {
  regs: string[];
  psw: number;
  pc: number;
  sp: number;
  depth: number;
  steps: number;
  running: boolean;
  stop: string;
  mem?: [number, string][];
  exit_status?: number | null;
  events?: Record<string, unknown>[];
  uart?: string[];
  can?: [number, string][];
  exit?: number;
  fs?: FileState;
}

interface Logged {
  type: EventType;
  pid: number | null;
  data: Record<string, unknown>;
}

/**
 * Events that the vectors know. Ours beside them: `task_state`, `clock`, `fault`, the standard streams, `uart` and `can`
 * (compared as output), and the debug_stop of faults and illegal opcodes (executive-protocol Q09, Q10).
 */
const RECORDED: ReadonlySet<EventType> = new Set([
  'debug_stop',
  'vm_error',
  'sleep_request',
  'mailbox_send',
  'mailbox_recv',
  'mailbox_wait',
  'mailbox_error',
  'mailbox_backpressure',
]);
const OUR_STOPS: readonly unknown[] = ['div_zero', 'mem_fault', 'stack_overflow', 'stack_underflow', 'illegal_opcode'];

interface BareOptions {
  rodata?: Uint8Array;
  math?: boolean;
  pid?: number;
}

/** An operation of debug.jsonl. */
export interface DebugOperation {
  op: 'debug' | 'break' | 'run' | 'step';
  enabled?: boolean;
  breakpoints?: number[] | null;
  step_count?: number;
  skip_pc?: number | null;
  pc?: number;
  steps?: number;
  running?: boolean;
  state?: string;
  events?: Record<string, unknown>[];
  last?: { pc: number; opcode: number; regs: string[]; mem_access?: Record<string, unknown> };
}

export class BareMachine {
  readonly kernel: Kernel;
  readonly task: Task;
  /** Outcome of the last step, in the words of the vectors. */
  stop = 'ok';
  protected readonly log: Logged[] = [];
  protected access: MemoryAccess | undefined;

  constructor(
    code: Uint8Array,
    before: Before,
    { rodata = new Uint8Array(), math = before.dev_libm ?? false, pid = 0 }: BareOptions = {},
  ) {
    this.kernel = new Kernel((type, about, data) => this.log.push({ type, pid: about, data: { ...data } }), { math });
    this.task = this.createTask(code, before, rodata, pid);
    this.kernel.tasks.set(this.task.pid, this.task);
    if (before.fs) this.layFiles(before.fs);
  }

  protected createTask(code: Uint8Array, before: Before, rodata: Uint8Array, pid: number): Task {
    const processor = new Processor({
      code,
      entry: before.pc,
      stackPointer: before.sp,
      stackLimit: before.stack_limit ?? 0,
      registerBase: before.reg_base ?? 0,
    });
    processor.memory.set(rodata, 0x4000);
    for (const [address, hex] of before.mem ?? []) processor.memory.set(fromHex(hex), address);
    before.regs.forEach((hex, index) => {
      processor.registers[index] = Number.parseInt(hex, 16);
    });
    processor.psw = before.psw;
    processor.depth = before.depth ?? 0;
    processor.steps = before.steps ?? 0;
    const arena = { registerBase: before.reg_base ?? 0, stackBase: 0, stackSize: 0, stackPointer: before.sp };
    return new Task({ pid, program: 'bare', appName: 'bare', appNameBase: 'bare', arena }, processor);
  }

  private debugging = false;
  private breakRequested = false;
  private stepsLeft = 0;
  private stopped = false;

  expectOperation(operation: DebugOperation): void {
    const { processor } = this.task;
    if (operation.op === 'debug') {
      this.debugging = operation.enabled ?? false;
      processor.clearBreakpoints();
      if (this.debugging) for (const address of operation.breakpoints ?? []) processor.setBreakpoint(address);
    } else if (operation.op === 'break') {
      this.breakRequested = this.debugging;
    } else if (operation.op === 'run') {
      if (this.task.state === 'paused') this.kernel.resume(this.task.pid);
      processor.skipBreakpoint = operation.skip_pc ?? -1;
      this.stepsLeft = operation.step_count ?? 0;
      this.stopped = false;
    } else {
      this.expectDebugStep(operation);
    }
  }

  private expectDebugStep({ pc, steps, running, state, events = [], last }: DebugOperation): void {
    const from = this.log.length;
    const { processor } = this.task;
    // Time alone ends a sleep (Q-SLEEP): the reference's step before the deadline does nothing.
    if (this.task.state !== 'sleeping') this.debugStep();
    expect({ pc: processor.pc, steps: processor.steps }).toEqual({ pc, steps });
    const seen = this.log
      .slice(from)
      .filter(({ type, data }) => (RECORDED.has(type) || type === 'trace_step') && !OUR_STOPS.includes(data['error']))
      .map(({ type, pid, data }) => comparable({ type, pid, ...hexRegisters(data) }));
    // Q-TRACE-STALE fixed: the instruction that ended in a stop is traced too.
    const extra = seen.length > events.length && seen[0]?.['type'] === 'trace_step' ? seen.slice(1) : seen;
    expect(extra).toEqual(events.map(comparable));
    if (last && this.task.last) {
      expect({ pc: this.task.last.pc, opcode: this.task.last.opcode }).toEqual({ pc: last.pc, opcode: last.opcode });
      if (running && !this.stopped) {
        expect(hexRegisters({ regs: this.task.last.regs })['regs']).toEqual(last.regs);
        expect(this.task.last.mem_access).toEqual(last.mem_access);
      }
    }
    // Q-BRK-RESUME, Q-FAULT-RUNNABLE: what the reference's machine tells of a task behind its first stop is not ours.
    if (!this.stopped && running !== undefined) expect(isRunnable(this.task.state)).toBe(running);
    if (!running) this.stopped = true;
    if (state === 'returned' && !this.stopped) expect(this.task.state).toBe('returned');
  }

  private debugStep(): void {
    this.kernel.debugStop = null;
    if (this.breakRequested) {
      this.breakRequested = false;
      this.kernel.breakTask(this.task, 'async_break');
      return;
    }
    this.kernel.execute(this.task, 1);
    if (this.stepsLeft > 0 && --this.stepsLeft === 0 && !this.kernel.debugStop)
      this.kernel.breakTask(this.task, 'step');
  }

  step(): void {
    const { state } = this.task;
    const before = this.log.length;
    this.access = accessOf(this.task.processor);
    this.kernel.debugStop = null;
    this.kernel.execute(this.task, 1);
    this.stop = this.outcome(state, this.log.slice(before));
  }

  private outcome(before: string, events: readonly Logged[]): string {
    const { state, fault } = this.task;
    if (state === before || state === 'ready') return 'ok';
    if (state === 'terminated') return 'fault';
    if (state === 'stopped') return fault === 'illegal_opcode' ? 'illegal' : state;
    if (state === 'returned') return events.some(({ data }) => data['reason'] === 'exited') ? 'exit' : 'returned';
    if (state === 'paused') return 'debug_stop';
    return state === 'sleeping' ? 'sleep' : 'wait';
  }

  /** Performs one step and compares all that a row of instructions.jsonl tells. */
  expectStep(after: After): void {
    const { processor } = this.task;
    const memory = processor.memory.slice();
    for (const [address, hex] of after.mem ?? []) memory.set(fromHex(hex), address);
    this.step();
    expect(this.stop).toBe(after.stop);
    this.expectState(after);
    expect(Buffer.compare(processor.memory, memory), 'data memory').toBe(0);
    if (after.fs) this.expectFiles(after.fs, Object.keys(after.fs.fds ?? {}).map(Number));
  }

  expectState(after: After): void {
    const { processor, exitStatus } = this.task;
    const { pc, sp, psw, depth, steps } = processor;
    const registers = Array.from(processor.registers, (value) => (value >>> 0).toString(16).padStart(8, '0'));
    expect({ registers, pc, sp, psw, depth, steps }).toEqual({
      registers: after.regs,
      pc: after.pc,
      sp: after.sp,
      psw: after.psw,
      depth: after.depth,
      steps: after.steps,
    });
    // Quirk 3 fixed: the exit service gives an exit status too.
    expect(exitStatus).toBe(after.exit ?? after.exit_status ?? null);
    expect(this.recordedEvents()).toEqual((after.events ?? []).map(comparable));
    const texts = this.log.filter(({ type }) => type === 'uart').map(({ data }) => data['text']);
    expect(texts).toEqual(after.uart ?? []);
    const frames = this.log.filter(({ type }) => type === 'can').map(({ data }) => [data['id'], data['data']]);
    expect(frames).toEqual(after.can ?? []);
  }

  private recordedEvents(): Record<string, unknown>[] {
    return this.log
      .filter(({ type, data }) => RECORDED.has(type) && !OUR_STOPS.includes(data['error']))
      .map(({ type, pid, data }) => comparable({ type, pid: pid || null, ...data }));
  }

  /** Brings the store to the state of a row by its own operations. */
  private layFiles({ files, fds = {}, next_fd }: FileState): void {
    const { files: store } = this.kernel.services;
    const { pid } = this.task;
    for (const name of store.names()) if (!(name in files)) store.delete(name);
    const other = -1;
    for (const [name, hex] of Object.entries(files)) {
      if (name === '/hello.txt') continue;
      store.write(other, store.open(other, name)!, fromHex(hex));
    }
    const scratch = '.scratch';
    for (let fd = 3; fd < next_fd; fd++) {
      const [name, position] = fds[fd] ?? [scratch, 0];
      store.open(pid, name);
      store.read(pid, fd, position);
      if (!fds[fd]) store.close(pid, fd);
    }
    store.delete(scratch);
  }

  /** Looks at the store by its own operations; it is of no use afterwards. */
  expectFiles({ files, fds = {}, next_fd }: FileState, openFds: readonly number[] = []): void {
    const { files: store } = this.kernel.services;
    const { pid } = this.task;
    expect(store.names()).toEqual(Object.keys(files).sort());
    const whole = 0x20000;
    for (const [fd, [name, position]] of Object.entries(fds)) {
      // Renamed since it was opened: the row no longer tells its content.
      if (files[name] === undefined) continue;
      expect(store.read(pid, Number(fd), whole).length).toBe(fromHex(files[name]).length - position);
    }
    for (let fd = 3; fd < next_fd; fd++) expect(store.close(pid, fd), `descriptor ${fd}`).toBe(openFds.includes(fd));
    const other = -1;
    for (const [name, hex] of Object.entries(files)) {
      const reachable = name.replace('/', '');
      if (name !== reachable) store.rename(name, reachable);
      expect(Buffer.from(store.read(other, store.open(other, reachable)!, whole)).toString('hex')).toBe(hex);
    }
    expect(store.open(pid, 'next')).toBe(next_fd);
  }
}

function hexRegisters(data: Record<string, unknown>): Record<string, unknown> {
  const { regs, ...rest } = data;
  if (!Array.isArray(regs)) return data;
  return { ...rest, regs: regs.map((value: number) => value.toString(16).padStart(8, '0')) };
}

/** Without what the vectors leave out: cycles, places of time, free text. */
function comparable({ cycles: _, ...event }: Record<string, unknown>): Record<string, unknown> {
  const { pid = null, ...rest } = event;
  // Quirk 39: sleep_request and backpressure have no pid in the reference; ours name the task.
  const anonymous = event['type'] === 'sleep_request' || event['type'] === 'mailbox_backpressure';
  return {
    ...rest,
    pid: anonymous ? null : pid,
    ...(typeof event['deadline'] === 'number' && { deadline: 'T' }),
    ...(event['type'] === 'mailbox_error' && { error: '*' }),
  };
}

const RET = new Uint8Array([0x25, 0, 0, 0]);

/** Loads a program that does nothing but bring this read-only data along; returns the place it was given. */
export const loadData = (kernel: Kernel, rodata: Uint8Array): Arena =>
  kernel.load(readImage(image(RET, rodata, 0)), 'vector.hxe').identity.arena;

const image = (code: Uint8Array, rodata: Uint8Array, entry: number): Uint8Array =>
  writeImage({
    entry,
    code,
    rodata,
    appName: 'vector',
    allowMultipleInstances: true,
    requiredCapabilities: 0,
    sections: [],
  });

/** The first task of a fresh executive, loaded from an image. */
export class TaskMachine extends BareMachine {
  constructor(code: Uint8Array, { entry, rodata, math }: { entry: number; rodata: Uint8Array; math: boolean }) {
    super(code, { regs: [], psw: 0, pc: entry, sp: 0 }, { rodata, math });
  }

  protected override createTask(code: Uint8Array, before: Before, rodata: Uint8Array): Task {
    return this.kernel.load(readImage(image(code, rodata, before.pc)), 'vector.hxe');
  }

  /** Messages left in the standard streams, by descriptor. */
  standardStreams(): Record<string, [string, number, number, number][]> {
    const { mailboxes } = this.kernel.services;
    const streams: Record<string, [string, number, number, number][]> = {};
    for (const [fd, handle] of this.task.streams) {
      const messages: [string, number, number, number][] = [];
      for (;;) {
        const message = mailboxes.receive(this.task.pid, handle);
        if (!message) break;
        const { payload, flags, channel, source } = message;
        messages.push([Buffer.from(payload).toString('hex'), flags, source, channel]);
      }
      if (messages.length > 0) streams[fd] = messages;
    }
    return streams;
  }
}
