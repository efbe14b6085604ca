/**
 * A plain model of the reference executive with the quirks a client has to live with (executive-protocol spec 4 to 7,
 * 14): Q01 to Q11, Q15, Q28, Q29 and Q47. Its answers are checked against the recordings of the real one.
 */

import { FRAME_POINTER, MEMORY_SIZE, RODATA_BASE, STACK_SIZE } from '../../../isa/constants';
import { opcodeOf, wordAt } from '../../../isa/encoding';
import { Opcode } from '../../../isa/instructions';
import { Processor } from '../../../machine/processor';
import { Stop } from '../../../machine/stop';
import { type Image, readImage } from '../../../toolchain/image';
import { fromHex, toHex } from '../../hex';
import type { FakeAnswer, FakeExecutive } from '../fake-executive.testing';
import type { Fields } from '../message';

type State = 'running' | 'ready' | 'paused' | 'returned' | 'sleeping' | 'waiting_mbx';

interface Task {
  readonly pid: number;
  readonly path: string;
  readonly image: Image;
  readonly processor: Processor;
  readonly registerBase: number;
  readonly stackBase: number;
  state: State;
  /** The state in the executive's own table. */
  known: State;
  exitStatus: number | null;
  /** Registers while another task, or none, is mapped into the machine. */
  saved: Uint32Array;
  attached: boolean;
  readonly breakpoints: Set<number>;
  skip: number;
  /** The machine has stopped for good: a resumed task executes one more instruction (Q10, Q11). */
  dead: boolean;
  readonly output: string[];
  readonly watches: Map<number, { readonly address: number; readonly length: number; value: string }>;
}

interface StepResult {
  executed: number;
  running: boolean;
  paused: boolean;
  events: Fields[];
  last: Task | null;
}

const isRunnable = (task: Task): boolean => task.state === 'running' || task.state === 'ready';
const STDOUT_CAPACITY = 64;

export class ReferenceExecutive {
  readonly tasks = new Map<number, Task>();
  private current: Task | null = null;
  private frozen = false;
  private clockRuns = false;
  private nextPid = 1;
  private arenas = 0;
  private readonly freed: { registerBase: number; stackBase: number }[] = [];
  private totalSteps = 0;
  private watchCount = 0;

  /**
   * @param wire carries its answers and events
   * @param images by path
   */
  constructor(
    private readonly wire: FakeExecutive,
    private readonly images: ReadonlyMap<string, Uint8Array>,
    private readonly batch = 1,
  ) {
    wire.answer = (command, fields) => this.answer(command, fields);
  }

  private answer(command: string, fields: Fields): FakeAnswer | 'ordinary' {
    try {
      return this.perform(command, fields);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private perform(command: string, fields: Fields): FakeAnswer | 'ordinary' {
    if (command.startsWith('session.') || command.startsWith('events.')) return 'ordinary';
    switch (command) {
      case 'ping':
        return { reply: 'pong' };
      case 'load':
        return { image: this.load(String(fields['path'])) };
      case 'ps':
        this.refresh();
        return { tasks: { tasks: this.records(), current_pid: this.current?.pid ?? null } };
      case 'info':
        return {
          info: {
            tasks: this.records(),
            current_pid: this.current?.pid ?? null,
            paused: this.frozen,
            clock: this.clock(),
          },
        };
      case 'clock':
        return { clock: this.clock(fields['op']) };
      case 'step':
        return {
          result: this.step(Number(fields['steps'] ?? this.batch), this.optionalTask(fields)),
          clock: this.clock(),
        };
      case 'pause':
        return { task: this.pause(this.task(fields)) };
      case 'resume':
        return { task: this.resume(this.task(fields)) };
      case 'kill':
        return { task: this.kill(this.task(fields)) };
      case 'bp':
        return this.breakpoint(this.task(fields), fields);
      case 'dumpregs':
        return { registers: this.registers(this.task(fields)) };
      case 'peek':
        return { data: this.peek(this.task(fields), fields) };
      case 'poke':
        this.task(fields).processor.memory.set(fromHex(String(fields['data'])), Number(fields['addr']));
        return {};
      case 'watch':
        return { watch: this.watch(this.task(fields), fields) };
      case 'reload': {
        const old = this.task(fields);
        this.kill(old);
        return { reload: { old_pid: old.pid, new_pid: this.load(old.path)['pid'], program: old.path } };
      }
      case 'disasm':
        return { disasm: this.disassemble(this.task(fields), fields) };
      case 'stack':
        return { stack: this.stack(this.task(fields)) };
      case 'listen':
        return { messages: this.listen(this.optionalTask(fields), Number(fields['limit'] ?? 5)) };
      default:
        return { error: `unknown_cmd:${command}` };
    }
  }

  private task(fields: Fields): Task {
    const task = this.tasks.get(Number(fields['pid']));
    if (!task) throw new Error(`unknown pid ${fields['pid']}`);
    return task;
  }

  private optionalTask(fields: Fields): Task | undefined {
    return fields['pid'] === undefined ? undefined : this.tasks.get(Number(fields['pid']));
  }

  // --- tasks --------------------------------------------------------------------------------------------------------

  private load(path: string): Fields {
    const bytes = this.images.get(path);
    if (!bytes) throw new Error(`[Errno 2] No such file or directory: '${path}'`);
    const image = readImage(bytes);
    const pid = this.nextPid++;
    const { registerBase, stackBase } = this.freed.pop() ?? {
      registerBase: 0x1000 + 64 * this.arenas,
      stackBase: 0xfffc - STACK_SIZE * ++this.arenas,
    };
    const processor = new Processor({
      code: image.code,
      entry: image.entry,
      registerBase,
      stackPointer: stackBase + STACK_SIZE,
      stackLimit: stackBase,
    });
    processor.memory.set(image.rodata.subarray(0, MEMORY_SIZE - RODATA_BASE), RODATA_BASE);
    if (this.current) this.store(this.current);
    const task: Task = {
      ...{ pid, path, image, processor, registerBase, stackBase, state: 'running', known: 'running' },
      ...{
        exitStatus: null,
        saved: new Uint32Array(16),
        attached: false,
        breakpoints: new Set(),
        skip: -1,
        dead: false,
        output: [],
        watches: new Map(),
      },
    };
    this.tasks.set(pid, task);
    this.current = task;
    this.wire.emit('task_state', { prev_state: null, new_state: 'running', reason: 'loaded' }, pid);
    return { pid, entry: image.entry, code_len: image.code.length, app_name: image.appName };
  }

  private store(task: Task): void {
    task.saved.set(task.processor.registers);
    if (isRunnable(task)) task.state = 'ready';
  }

  private activate(task: Task): void {
    if (this.current === task) return;
    if (this.current) this.store(this.current);
    this.current = task;
    if (isRunnable(task)) task.state = 'running';
    task.processor.registers.set(task.saved);
  }

  private pause(task: Task): Fields {
    this.setState(task, 'paused', 'user_pause');
    if (this.current === task) {
      this.store(task);
      this.current = null;
    }
    this.refresh();
    return this.record(task);
  }

  private resume(task: Task): Fields {
    task.skip = task.processor.pc;
    if (task.attached && this.frozen) task.dead = false;
    task.state = 'paused';
    this.activate(task);
    this.frozen = false;
    this.setState(task, 'running', 'resume');
    this.refresh();
    return this.record(task);
  }

  private kill(task: Task): Fields {
    this.clockRuns = false;
    this.tasks.delete(task.pid);
    this.freed.push(task);
    if (this.current === task) this.current = null;
    const [lowest] = [...this.tasks.values()];
    if (lowest) {
      lowest.state = 'paused';
      this.activate(lowest);
      lowest.state = 'running';
    }
    this.wire.emit('task_state', { prev_state: task.known, new_state: 'terminated', reason: 'killed' }, task.pid);
    this.refresh();
    return { pid: task.pid, state: 'terminated' };
  }

  private setState(task: Task, state: State, reason: string, details?: Fields): void {
    const previous = task.known;
    task.state = state;
    if (previous === 'returned') {
      throw new Error(`invalid_state_transition:TaskState.RETURNED->TaskState.${state.toUpperCase()}:pid=${task.pid}`);
    }
    task.known = state;
    this.wire.emit(
      'task_state',
      { prev_state: previous, new_state: state, reason, ...(details && { details }) },
      task.pid,
    );
  }

  /** Compares all tasks with the executive's table; Q07. */
  private refresh(): void {
    for (const task of this.tasks.values()) {
      if (task.state === task.known) continue;
      if (task.known === 'ready' && task.state === 'returned') {
        throw new Error(`invalid_state_transition:TaskState.READY->TaskState.RETURNED:pid=${task.pid}`);
      }
      const ended = task.state === 'returned';
      const data = { prev_state: task.known, new_state: task.state };
      task.known = task.state;
      const details = { reason: 'returned', details: { exit_status: task.exitStatus } };
      this.wire.emit('task_state', { ...data, ...(ended && details) }, task.pid);
    }
  }

  // --- execution ----------------------------------------------------------------------------------------------------

  private step(count: number, bound: Task | undefined): Fields {
    if (bound?.breakpoints.has(bound.processor.pc)) {
      const { pc } = bound.processor;
      const event = this.stopByExecutive(bound, pc, 'pre');
      return { executed: 0, running: false, paused: true, current_pid: bound.pid, events: [event] };
    }
    const result = this.run(count, bound);
    const { last } = result;
    const stopped = bound ?? last;
    if (stopped?.breakpoints.has(stopped.processor.pc) && (result.executed > 0 || result.events.length > 0)) {
      result.events.push(this.stopByExecutive(stopped, stopped.processor.pc, 'post'));
      Object.assign(result, { paused: true, running: false });
    }
    this.refresh();
    this.sampleWatches();
    const { executed, running, paused, events } = result;
    const { pc = null, steps = 0 } = (last ?? this.current)?.processor ?? {};
    return { executed, running, paused, events, pc, steps, current_pid: last?.pid ?? null };
  }

  private stopByExecutive(task: Task, pc: number, phase: 'pre' | 'post'): Fields {
    this.setState(task, 'paused', 'debug_break', { pc, phase });
    if (this.current === task) {
      this.store(task);
      this.current = null;
    }
    const data = { pc, phase, reason: 'breakpoint' };
    this.wire.emit('debug_break', data, task.pid);
    return { type: 'debug_break', pid: task.pid, data };
  }

  private run(count: number, bound: Task | undefined): StepResult {
    const result: StepResult = { executed: 0, running: false, paused: false, events: [], last: null };
    while (result.executed < count) {
      const task = this.pick(bound);
      if (!task) break;
      this.activate(task);
      result.last = task;
      if (this.frozen) {
        Object.assign(result, { running: true, paused: true });
        break;
      }
      result.executed++;
      result.running = this.instruction(task, result.events);
      if (this.frozen) {
        result.paused = true;
        break;
      }
      if (bound) continue;
      const runnable = [...this.tasks.values()].filter((other) => isRunnable(other) || other === task);
      const next = isRunnable(task)
        ? runnable[(runnable.indexOf(task) + 1) % runnable.length]!
        : runnable.find(isRunnable);
      if (next && next !== task) this.activate(next);
    }
    return result;
  }

  private pick(bound: Task | undefined): Task | undefined {
    if (bound) return isRunnable(bound) ? bound : undefined;
    if (this.current && isRunnable(this.current)) return this.current;
    return [...this.tasks.values()].find(isRunnable);
  }

  /** @returns whether the machine still runs */
  private instruction(task: Task, events: Fields[]): boolean {
    const { processor } = task;
    const { pc } = processor;
    if (task.attached && task.breakpoints.has(pc) && task.skip !== pc) {
      this.stopByMachine(task, events, { reason: 'breakpoint', pc, next_pc: pc });
      return false;
    }
    if (task.skip === pc) task.skip = -1;
    this.totalSteps++;
    switch (processor.run(1)) {
      case Stop.service:
        return this.service(task);
      case Stop.returned:
        task.state = 'returned';
        task.exitStatus = processor.registers[0]! >>> 0;
        return false;
      case Stop.illegal:
        task.state = 'paused';
        task.dead = true;
        return false;
      case Stop.fault:
        task.state = 'running';
        return false;
      case Stop.fetchError: {
        const error = { error: 'pc_out_of_range', pc: processor.pc, code_len: processor.code.length };
        this.wire.emit('vm_error', error, task.pid);
        events.push({ type: 'vm_error', pid: task.pid, ...error });
        this.stopByMachine(task, events, { reason: 'vm_error', next_pc: processor.pc, ...error });
        return false;
      }
      case Stop.brk: {
        const opcode = wordAt(processor.code, pc)!;
        task.dead = true;
        this.stopByMachine(task, events, { reason: 'brk', pc, next_pc: pc + 4, opcode, code: processor.breakCode });
        return false;
      }
      default:
        task.state = task.dead ? 'paused' : 'ready';
        return !task.dead;
    }
  }

  private stopByMachine(task: Task, events: Fields[], details: Fields): void {
    const { steps } = task.processor;
    const data = { ...details, steps, cycles: steps };
    task.state = 'paused';
    this.frozen = true;
    this.wire.emit('debug_stop', data, task.pid);
    events.push({ type: 'debug_stop', pid: task.pid, ...data });
  }

  private service(task: Task): boolean {
    const { processor } = task;
    const { registers } = processor;
    const number = processor.immediate;
    processor.completeService();
    task.state = 'ready';
    if (number === 0x100) {
      task.state = 'paused';
      task.dead = true;
      return false;
    }
    if (number === 0x600) {
      task.state = 'sleeping';
      return false;
    }
    if (number === 0x402 && registers[1] === 1) {
      const start = registers[2]! & 0xffff;
      const text = Buffer.from(processor.memory.slice(start, start + (registers[3]! & 0xffff))).toString('latin1');
      const used = task.output.reduce((sum, message) => sum + message.length + 8, 0);
      const fits = used + text.length + 8 <= STDOUT_CAPACITY;
      registers[0] = fits ? text.length : 0;
      if (fits) {
        task.output.push(text);
        const fields = { descriptor: 2, handle: 2, length: text.length, flags: 1, channel: 0, src_pid: task.pid };
        this.wire.emit('mailbox_send', fields, task.pid);
      }
    }
    return true;
  }

  // --- clock --------------------------------------------------------------------------------------------------------

  private clock(op?: unknown): Fields {
    if (op === 'stop') this.clockRuns = false;
    if (op === 'start' && !this.clockRuns) {
      this.clockRuns = true;
      setImmediate(() => this.turn());
    }
    const running = this.clockRuns;
    return {
      state: running ? 'running' : 'stopped',
      running,
      mode: running ? 'active' : 'stopped',
      auto_total_steps: this.totalSteps,
    };
  }

  private turn(): void {
    if (!this.clockRuns) return;
    try {
      if (this.tasks.size === 0) this.clockRuns = false;
      else this.step(this.batch, undefined);
    } catch {
      // Q07, Q41: the thread dies.
      this.clockRuns = false;
    }
    if (this.clockRuns) setImmediate(() => this.turn());
  }

  // --- inspection ---------------------------------------------------------------------------------------------------

  private breakpoint(task: Task, { op, action, addr }: Fields): Fields {
    const operation = String(op ?? action ?? 'list');
    if (!task.attached) {
      // Q06
      task.attached = true;
      const wasPaused = task.state === 'paused';
      this.activate(task);
      if (wasPaused) {
        task.state = 'running';
        this.refresh();
      }
    }
    if (['set', 'add'].includes(operation)) task.breakpoints.add(Number(addr) & 0xffff);
    if (['clear', 'rm'].includes(operation)) task.breakpoints.delete(Number(addr) & 0xffff);
    if (operation === 'clear_all') task.breakpoints.clear();
    return { pid: task.pid, breakpoints: [...task.breakpoints].sort((a, b) => a - b) };
  }

  private registers(task: Task): Fields {
    const { processor, registerBase, stackBase } = task;
    const regs = task === this.current ? [...processor.registers].map((value) => value >>> 0) : [...task.saved];
    const { pc, sp, psw: flags, steps } = processor;
    return {
      ...{ pc, regs, sp, flags, running: isRunnable(task), steps, cycles: steps },
      ...{ reg_base: registerBase, stack_base: stackBase, stack_limit: stackBase, stack_size: STACK_SIZE },
      ...{ sp_effective: stackBase + sp, context: { state: task.state } },
    };
  }

  private peek(task: Task, { addr, length = 16 }: Fields): string {
    const start = Number(addr) & 0xffff;
    return toHex(task.processor.memory.slice(start, start + Number(length)));
  }

  /** Addresses only. */
  private watch(task: Task, { op, expr, length = 4, watch: id }: Fields): Fields {
    if (op === 'remove') {
      if (!task.watches.delete(Number(id))) throw new Error(`unknown watch ${id} for pid ${task.pid}`);
      return { id, pid: task.pid };
    }
    const watch = { address: Number(expr), length: Number(length), value: '' };
    watch.value = this.peek(task, { addr: watch.address, length });
    task.watches.set(++this.watchCount, watch);
    return { id: this.watchCount, pid: task.pid, expr, type: 'address', ...watch, mode: 'memory' };
  }

  private sampleWatches(): void {
    for (const task of this.tasks.values()) {
      for (const [id, watch] of task.watches) {
        const { address, length, value: old } = watch;
        watch.value = this.peek(task, { addr: address, length });
        if (watch.value === old) continue;
        const data = { watch_id: id, address, expr: String(address), type: 'address', length, old, new: watch.value };
        this.wire.emit('watch_update', data, task.pid);
      }
    }
  }

  private disassemble(task: Task, { addr, count = 8 }: Fields): Fields {
    const start = Number(addr);
    const { code } = task.processor;
    let end = start;
    let decoded = 0;
    while (decoded < Math.min(64, Number(count)) && end + 4 <= code.length) {
      end += opcodeOf(wordAt(code, end)!) === Opcode.LDI32 ? 8 : 4;
      decoded++;
    }
    return { pid: task.pid, address: start, data: toHex(code.slice(start, end)), truncated: decoded < Number(count) };
  }

  private stack(task: Task): Fields {
    const { pc, sp, view } = task.processor;
    const high = task.stackBase + STACK_SIZE;
    const frames: Fields[] = [];
    let frame = { pc, sp: task.stackBase + sp, fp: task.processor.registers[FRAME_POINTER]! >>> 0 };
    for (let index = 0; index < 16; index++) {
      const { fp } = frame;
      const inside = fp >= task.stackBase && fp + 8 <= high;
      const returnPc = inside ? view.getUint32(fp + 4, true) : null;
      frames.push({ index, pc: frame.pc, sp: frame.sp, fp, return_pc: returnPc });
      if (!inside || returnPc === null) break;
      frame = { pc: returnPc, sp: fp + 8, fp: view.getUint32(fp, true) };
      if (frame.fp === 0 && returnPc === 0) break;
    }
    return { pid: task.pid, frames, truncated: true, errors: ['sp_out_of_range'] };
  }

  private listen(task: Task | undefined, limit: number): Fields[] {
    const from = task ? [task] : [...this.tasks.values()];
    return from.flatMap(({ pid, output }) =>
      output.splice(0, limit).map((text) => ({ target: `svc:stdio.out@${pid}`, text, flags: 1, src_pid: pid })),
    );
  }

  private records(): Fields[] {
    return [...this.tasks.values()].map((task) => this.record(task));
  }

  private record(task: Task): Fields {
    const { pid, path, image, state, processor, exitStatus, registerBase, stackBase, breakpoints } = task;
    return {
      ...{ pid, program: path, state, app_name: image.appName, app_name_base: image.appName, pc: processor.pc },
      ...{ priority: 10, quantum: 1, accounted_steps: processor.steps, accounted_cycles: processor.steps },
      ...{ sleep_pending: false, sleep_pending_ms: null, sleep_deadline: null, exit_status: exitStatus, trace: false },
      ...{ metadata: null, reg_base: registerBase, stack_base: stackBase, stack_limit: stackBase },
      ...{ stack_size: STACK_SIZE, debug_state: false, single_step: false },
      ...(breakpoints.size > 0 && { breakpoints: [...breakpoints].sort((a, b) => a - b) }),
    };
  }
}
