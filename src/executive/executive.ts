/**
 * The facade of the executive: what tools may ask of it (executive-protocol spec 4 to 8), in plain calls. It is the one
 * door for everything that comes from outside.
 */

import { MEMORY_SIZE, STACK_SIZE } from '../isa/constants';
import { nextTurn } from '../platform/event-loop';
import { systemTimer } from '../platform/timer';
import { type CommandCall, callCommand } from './command-calls';
import { type ResourceReport, resourceUsage } from './configuration/usage';
import { type Variant, type VariantFeature, variantFeatures, variants } from './configuration/variants';
import type { Catch } from './debug/catches';
import type { PointRequest } from './debug/point';
import { ExecutiveError } from './errors';
import type { EmitEvent, EventData } from './events';
import { type DebugRun, Execution } from './execution';
import type { ExecutiveOptions } from './executive-options';
import { type FrameChain, walkFrameChain } from './frame-chain';
import type { CanFrame } from './hal/can';
import type { Devices } from './hal/devices';
import { HostMail, type SendResult } from './host-mail';
import { type ExecutiveInfo, executiveInfo } from './info';
import { InputDoor, type Operation } from './inputs/door';
import { guardInputs } from './inputs/guarded';
import { type ExecutiveState, executiveState } from './inputs/state';
import { Kernel } from './kernel';
import type { FramKey } from './provisioning/fram-keys';
import { readProgramImage } from './provisioning/program-image';
import { Replacements } from './provisioning/replacements';
import { RequestedLoads } from './provisioning/requested-loads';
import { StreamLoads } from './provisioning/stream-loads';
import { loadRecord, readRegisters, taskRecord } from './records';
import { readRegister, writeRegister } from './register-access';
import { restartableFrames, restartFrame } from './restart-frame';
import type { SchedulerReport } from './scheduler-ring';
import { EventHub } from './sessions/event-hub';
import { MessageLog } from './sessions/message-log';
import { OwnedPoints } from './sessions/owned-points';
import type { Session } from './sessions/session';
import { SessionTable } from './sessions/session-table';
import { StateReports } from './state-reports';
import type { StepRequest } from './stepper';
import type { Task } from './task';
import type { ClockStatus, LoadedImage, Registers, StackFrame, StepResult, TaskRecord } from './task-record';
import { isRunnable } from './task-state';
import { TaskSymbols } from './task-symbols';
import { TraceRings } from './tracing/trace-rings';
import type { CommandResult } from './values/command-table';
import type { ValueStatus } from './values/constants';
import { halfFromNumber } from './values/half-value';
import type { Registry } from './values/registry';
import type { WatchRecord, WatchRequest } from './watching/watch';
import { WatchList } from './watching/watch-list';

export type { ExecutiveOptions };

export class Executive {
  readonly id: string;
  readonly events: EventHub;
  readonly sessions: SessionTable;
  readonly log: MessageLog;
  readonly traces: TraceRings;
  readonly symbols = new TaskSymbols();
  readonly watches: WatchList;
  readonly mail: HostMail;
  readonly stepSize: number;
  readonly variant: Variant;
  readonly toolLevel: number;
  readonly provisioning: StreamLoads;
  private readonly replacements: Replacements;
  private readonly kernel: Kernel;
  private readonly reports: StateReports;
  private readonly execution: Execution;
  private readonly door: InputDoor;
  private attached = true;
  /** Somebody streams output. */
  private streaming = false;
  /** What was loaded last. */
  private program: string | null = null;
  private pointsMade = 0;
  private readonly ownedPoints = new OwnedPoints();

  constructor({
    now,
    newId,
    id = 'embedded',
    features = new Set(),
    sessionLimit = 256,
    stepSize = 1,
    variant = variants.reference,
    toolLevel = 0,
    clock = 'virtual',
    timer = systemTimer,
    nextTurn: later = nextTurn,
    recorder,
    takenNumbers,
    ...options
  }: ExecutiveOptions = {}) {
    const time = now ?? (() => this.kernel.now() / 1000);
    let ids = 0;
    const name = newId ?? (() => String(++ids));
    this.id = id;
    this.stepSize = stepSize;
    this.variant = variant;
    this.toolLevel = toolLevel;
    this.events = new EventHub({
      now: time,
      newId: name,
      takenNumbers,
      numberTaken: (number) => recorder?.numberTaken(number),
      subscribersChanged: () => this.followSubscribers(),
    });
    this.sessions = new SessionTable({
      features: offered(features, variant),
      now: time,
      newId: name,
      limit: sessionLimit,
      onClose: (session, lost) => {
        if (session.role !== 'controller') return;
        this.endDebugging(session.id, !this.sessions.all().some(debugs), lost && session.hasRun);
      },
    });
    this.log = new MessageLog(time, () => this.execution.executed);
    this.traces = new TraceRings();
    this.traces.capacity = variant.traceRecords;
    // Whoever streams output does not read the queues, which must not fill up then.
    const drainStdio = (): boolean => this.streaming;
    this.kernel = new Kernel(
      (type, pid, data) => {
        this.reports.emit(type, pid, data);
        if (type === 'task_state' && (data as EventData['task_state']).reason === 'fault')
          this.replacements.onFault(pid!);
      },
      { drainStdio, ...options },
    );
    this.reports = new StateReports(this.kernel, (type, pid, data) => {
      const trace = type === 'trace_step' ? (data as EventData['trace_step']) : undefined;
      if (trace && pid !== null) this.traces.noteChanges(pid, trace);
      const { ts } = this.events.publish(type, pid, data);
      if (trace && pid !== null) this.traces.record(pid, trace, ts);
    });
    this.watches = new WatchList((type, pid, data) => this.events.publish(type, pid, data));
    this.mail = new HostMail(this.kernel);
    const publish: EmitEvent = (type, pid, data) => void this.events.publish(type, pid, data);
    this.replacements = new Replacements({
      kernel: this.kernel,
      publish,
      kill: (pid) => this.kill(pid),
      begin: (task) => void this.begin(task),
      isDebugged: (task) => task.stoppedByDebugger || this.execution.stepper.marked.has(task),
    });
    this.provisioning = new StreamLoads(this.kernel, publish, (arrival) => this.replacements.place(arrival));
    this.kernel.services.serveLoads(new RequestedLoads(this, this.kernel.services.pending));
    const { kernel, reports, events, watches, symbols } = this;
    this.execution = new Execution(
      { kernel, reports, events, watches, symbols },
      { clock, timer, nextTurn: later, stepSize },
    );
    const { runner, stepper } = this.execution;
    this.door = new InputDoor({
      recorder,
      stamp: () => ({ step: kernel.totalSteps, event: events.sequence }),
      before: () => runner.catchUp(),
      after: () => this.followSubscribers(),
    });
    guardInputs(this.door, this, runner, stepper);
  }

  // --- tasks --------------------------------------------------------------------------------------------------------

  /**
   * @param bytes an `.hxe` image
   * @param keys how the program uses persistent keys; what the image says itself counts more
   * @throws ImageError when the image is broken, ExecutiveError when it cannot be loaded; nothing has changed then
   */
  load(path: string, bytes: Uint8Array, keys: readonly FramKey[] = []): LoadedImage {
    const image = readProgramImage(bytes);
    return this.begin(this.kernel.load({ ...image, framKeys: [...keys, ...(image.framKeys ?? [])] }, path));
  }

  /**
   * Loads what has arrived in a stream.
   * @throws ExecutiveError EBADMSG, EBUSY, ESRCH, or what a load is refused for
   */
  finishStream(pid: number): LoadedImage {
    return this.begin(this.provisioning.end(pid));
  }

  /**
   * Loads an image in place of a task, under a new pid.
   * @throws ImageError or ExecutiveError when it cannot be; the task goes on then
   */
  reload(pid: number, bytes: Uint8Array): LoadedImage {
    const task = this.kernel.require(pid);
    const image = readProgramImage(bytes);
    return this.begin(this.replacements.replace(task, { image, label: task.identity.program }));
  }

  /**
   * Loads the image that was there before a task was replaced or reloaded, in its place.
   * @throws ExecutiveError when there is none
   */
  rollback(pid: number): LoadedImage {
    return this.begin(this.replacements.goBack(pid));
  }

  /** A task is loaded; part of the inputs above, none itself. */
  private readonly begin = (task: Task): LoadedImage => {
    this.mail.attend(task.pid);
    this.program = task.identity.program;
    if (this.kernel.catches.has('load', task.pid, task.view)) this.kernel.breakTask(task, 'load');
    this.reports.report();
    this.execution.runner.wake();
    return loadRecord(task, task.identity.image!);
  };

  tasks(): { tasks: TaskRecord[]; current_pid: number | null } {
    const tasks = [...this.kernel.tasks.keys()].map((pid) => this.record(pid));
    return { tasks, current_pid: this.kernel.current?.pid ?? null };
  }

  pause(pid: number): TaskRecord {
    this.kernel.pause(pid);
    this.reports.report();
    return this.record(pid);
  }

  resume(pid: number): TaskRecord {
    const task = this.kernel.require(pid);
    if (isRunnable(task.state)) this.reports.resumeAgain(task);
    else this.kernel.resume(pid);
    this.execution.stepper.marked.delete(task);
    this.reports.report();
    this.execution.runner.wake();
    return this.record(pid);
  }

  kill(pid: number): void {
    const task = this.kernel.require(pid);
    this.kernel.kill(pid);
    this.symbols.remove(pid);
    this.watches.removeTask(task);
    this.replacements.forget(pid);
    this.traces.remove(pid);
    this.mail.remove(pid);
    this.kernel.ring.remove(pid);
    this.execution.stepper.marked.delete(task);
    this.reports.report();
  }

  record(pid: number): TaskRecord {
    const task = this.kernel.require(pid);
    const loaded = this.symbols.get(pid);
    return {
      ...taskRecord(task, this.execution.stepper.marked.has(task)),
      ...(loaded && { symbols: { path: loaded.path, count: loaded.table.symbols.length } }),
    };
  }

  /** @throws ExecutiveError `unknown pid N` */
  requireTask(pid: number): Task {
    return this.kernel.require(pid);
  }

  hasTask(pid: number): boolean {
    return this.kernel.tasks.has(pid);
  }

  get registry(): Registry {
    return this.kernel.services.registry;
  }

  info(): ExecutiveInfo {
    return executiveInfo(this.kernel, {
      attached: this.attached,
      program: this.program,
      isMarked: (task) => this.execution.stepper.marked.has(task),
    });
  }

  /** What performs an input of a log. */
  inputNamed(name: string): Operation | undefined {
    return this.door.named(name);
  }

  /** Everything that inputs determine. */
  state(): ExecutiveState {
    return executiveState(this.kernel, this.traces, this.events.sequence);
  }

  /** @param limit the last so many turns; 0 or less: none */
  schedulerReport(limit?: number): SchedulerReport {
    return this.kernel.ring.report(limit);
  }

  /** @param priority 0 or more; @param quantum 1 or more; values outside are moved into range */
  schedule(pid: number, priority: number | undefined, quantum: number | undefined): TaskRecord {
    const task = this.kernel.require(pid);
    if (priority !== undefined) task.priority = Math.max(0, priority);
    if (quantum !== undefined) task.quantum = Math.max(1, quantum);
    return taskRecord(task);
  }

  /** Whether tools say that they look after the tasks; it has no effect. */
  setAttached(attached: boolean): void {
    this.attached = attached;
    if (!attached) this.execution.runner.stop();
  }

  /** Forgets what tools have set up; tasks stay as they are. */
  forgetTools(): void {
    this.sessions.closeAll();
    this.forgetDebugging();
    this.log.clear();
  }

  /** Breakpoints, traces, symbols and watches are gone; the numbers of events begin anew. */
  forgetDebugging(): void {
    this.execution.runner.stop();
    for (const [pid, task] of this.kernel.tasks) {
      task.processor.clearBreakpoints();
      task.trace = false;
      this.symbols.remove(pid);
      this.watches.removeTask(task);
      this.traces.remove(pid);
      this.execution.stepper.marked.delete(task);
    }
    this.events.reset();
  }

  // --- execution ----------------------------------------------------------------------------------------------------

  clock(): ClockStatus {
    return this.execution.status();
  }

  /**
   * Starting a clock that runs changes nothing, except that a limit begins a new run.
   * @param limit instructions after which the clock stops by itself
   */
  startClock(limit?: number): ClockStatus {
    this.execution.start(limit);
    return this.clock();
  }

  stopClock(): ClockStatus {
    this.execution.runner.stop();
    return this.clock();
  }

  /** @param rate turns per second, 0: as fast as it goes */
  setClockRate(rate: number): ClockStatus {
    this.execution.setRate(rate);
    return this.clock();
  }

  /** Executes instructions; a long step lets others have their turn in between, and the result is a promise then. */
  step(request: StepRequest): StepResult | Promise<StepResult> {
    return this.execution.stepper.step(request);
  }

  /** Marked tasks pass over breakpoints while they are stepped; marking pauses. */
  setDebugState(pid: number, on: boolean): void {
    const task = this.kernel.require(pid);
    if (on) this.pause(pid);
    if (on) this.execution.stepper.marked.add(task);
    else this.execution.stepper.marked.delete(task);
  }

  /** Runs until a task stops for the debugger; tasks that the debugger had stopped go on. */
  debugRun(run: DebugRun = {}): ClockStatus {
    this.execution.run(run);
    return this.clock();
  }

  /**
   * Stops everything where it is; the stop is reported for `pid`.
   * @param alone stops only this task, and the others go on
   */
  debugHalt(pid: number, alone = false): ClockStatus {
    if (alone) this.execution.haltOne(pid);
    else this.execution.halt(pid);
    return this.clock();
  }

  /** Trace events for every instruction of a task; it then runs much slower. */
  setTrace(pid: number, enabled: boolean): void {
    this.kernel.require(pid).trace = enabled;
  }

  /** @throws ExecutiveError when the expression means nothing in this task */
  addWatch(pid: number, request: WatchRequest): WatchRecord {
    return this.watches.add(this.kernel.require(pid), request, this.symbols.get(pid)?.table);
  }

  /** @throws ExecutiveError `unknown watch N for pid M` */
  removeWatch(pid: number, id: number): WatchRecord {
    return this.watches.remove(this.kernel.require(pid), id);
  }

  // --- breakpoints --------------------------------------------------------------------------------------------------

  breakpoints(pid: number): number[] {
    return [...this.kernel.require(pid).processor.breakpoints];
  }

  setBreakpoint(pid: number, address: number): void {
    this.kernel.require(pid).points.setPlain(address);
  }

  clearBreakpoint(pid: number, address: number): void {
    this.kernel.require(pid).points.clearPlain(address);
  }

  /** Debug points stay: they belong to whoever set them. */
  clearBreakpoints(pid: number): void {
    this.kernel.require(pid).points.clearAllPlain();
  }

  /**
   * A breakpoint on code or data with a condition, a hit count or a message.
   * @param owner the session with which it ends
   * @returns its number, unique in this executive
   * @throws ExecutiveError for a text that cannot be understood; nothing has changed then
   */
  addPoint(pid: number, request: PointRequest, owner?: string): number {
    const id = this.pointsMade + 1;
    this.kernel.require(pid).points.add(id, request);
    this.pointsMade = id;
    if (owner !== undefined) this.ownedPoints.add(owner, { pid, id });
    return id;
  }

  /** @throws ExecutiveError when there is none of this number */
  removePoint(pid: number, id: number): void {
    if (!this.kernel.require(pid).points.remove(id))
      throw new ExecutiveError(`unknown debug point ${id} of pid ${pid}`);
  }

  /** Which faults and other happenings stop a task; replaces all of the session. @throws ExecutiveError */
  setCatches(catches: readonly Catch[], owner?: string): void {
    this.kernel.catches.set(catches, owner);
  }

  /**
   * Nothing stops any more for a debugger that has gone.
   * @param last without another debugger tasks stop each for itself again
   * @param lost it had let the tasks run, and has gone without a word: what stands because of it goes on
   */
  endDebugging(owner: string, last: boolean, lost: boolean): void {
    for (const { pid, id } of this.ownedPoints.take(owner)) this.kernel.tasks.get(pid)?.points.remove(id);
    this.kernel.catches.drop(owner);
    if (last && lost) this.execution.goOnFreely();
    else if (last) this.execution.runner.runFreely();
  }

  // --- mailboxes and values -----------------------------------------------------------------------------------------

  /** As the host; see {@link HostMail.send}. */
  send(target: string, payload: Uint8Array): SendResult {
    const result = this.mail.send(target, payload);
    this.reports.report();
    this.execution.runner.wake();
    return result;
  }

  /** Sets a value for a task; returns its status. */
  setValue(oid: number, value: number, pid: number): ValueStatus {
    const caller = { pid, level: this.toolLevel };
    const status = this.registry.values.set(oid, halfFromNumber(value), caller, this.kernel.now());
    this.reports.report();
    this.execution.runner.wake();
    return status;
  }

  /** A promise when the handler is a guest's and the clock runs: it takes its turns. */
  callCommand(call: Omit<CommandCall, 'level'>): CommandResult | Promise<CommandResult> {
    const running = this.execution.runner.mode !== 'stopped';
    const result = callCommand(this.kernel, { ...call, level: this.toolLevel }, running);
    this.reports.report();
    this.execution.runner.wake();
    return result;
  }

  /** Simulated devices. @throws ExecutiveError when there are none */
  get devices(): Devices {
    const { devices } = this.kernel.services;
    if (!devices) throw new ExecutiveError('unsupported_feature:hal');
    return devices;
  }

  /** Bytes arrive at a serial port, some perhaps spoiled. @returns false when some were lost */
  receiveUart(port: number, bytes: Uint8Array, parityError?: boolean): boolean {
    return this.outside(() => this.devices.uartWith(port).receive(port, bytes, parityError));
  }

  /** Whether a serial port, or the CAN bus, hears itself. */
  setLoopBack(device: number | 'can', on: boolean): void {
    if (device === 'can') this.devices.can.setLoopBack(on);
    else this.devices.uartWith(device).setLoopBack(device, on);
  }

  /** A frame arrives on the bus. @returns how many mailboxes took it */
  receiveCan(frame: CanFrame): number {
    const widest = frame.flags & 1 ? 0x1fffffff : 0x7ff;
    if (frame.id > widest || frame.data.length > 8)
      throw new ExecutiveError('a CAN frame has 11 or 29 bits of identifier and up to 8 bytes');
    return this.outside(() => this.devices.can.receive(frame));
  }

  /** Drives an input pin. */
  setPin(pin: number, value: number): void {
    if (!this.outside(() => this.devices.gpio.set(pin, value === 0 ? 0 : 1))) {
      throw new ExecutiveError(`pin ${pin} is no input: use an input of 0 to 15`);
    }
  }

  /** Commits what is delayed; call when the executive ends. */
  flush(): void {
    this.kernel.services.flush();
  }

  resources(): ResourceReport {
    return resourceUsage(this.kernel);
  }

  /** @throws ExecutiveError `unsupported_feature:NAME` when the variant does not have it */
  demand(feature: VariantFeature): void {
    if (!this.variant.features.has(feature)) throw new ExecutiveError(`unsupported_feature:${feature}`);
  }

  /** Whether somebody streams output, so that the queues of standard streams do not fill up. */
  streamOutput(on: boolean): void {
    this.streaming = on;
  }

  /** Not in the middle of something: how output is kept is an input, too. */
  private followSubscribers(): void {
    const streams = this.sessions.all().some(streamsOutput);
    if (streams !== this.streaming && !this.door.busy) this.streamOutput(streams);
  }

  private outside<Result>(act: () => Result): Result {
    const result = act();
    this.reports.report();
    this.execution.runner.wake();
    return result;
  }

  // --- inspection ---------------------------------------------------------------------------------------------------

  registers(pid: number): Registers {
    return readRegisters(this.kernel.require(pid));
  }

  /** @param name R0..R15, PC, SP or PSW */
  register(pid: number, name: string): number {
    return readRegister(this.kernel.require(pid).processor, name);
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
    const { processor, points } = this.kernel.require(pid);
    processor.memory.set(bytes.subarray(0, MEMORY_SIZE - start), start);
    points.refresh();
  }

  /** Code, cut at the code length. */
  readCode(pid: number, address: number, length: number): Uint8Array {
    const start = address & 0xffff;
    return this.kernel.require(pid).processor.code.slice(start, start + Math.max(length, 0));
  }

  /** By frame pointers only. @param max most frames to return, at least 1 */
  frameChain(pid: number, max: number): FrameChain & { pid: number } {
    return { pid, ...walkFrameChain(this.kernel.require(pid), max) };
  }

  /** By the record of calls. @param max most frames to return; by default as many as fit on a stack, and the entry routine */
  stack(pid: number, max = STACK_SIZE / 4 + 1): { pid: number; frames: StackFrame[]; truncated: boolean } {
    if (max < 1) throw new ExecutiveError('stack max must be positive');
    return { pid, ...restartableFrames(this.kernel.require(pid), max) };
  }

  /**
   * Puts a task back to the beginning of one of its routines; registers other than PC, SP and R7, and memory, stay.
   * @param index of the frame as in {@link stack}, 0: the innermost
   * @throws ExecutiveError saying why the frame cannot begin anew
   */
  restartFrame(pid: number, index: number): void {
    restartFrame(this.kernel.require(pid), index);
  }
}

const debugs = ({ features, role }: Session): boolean => role === 'controller' && features.includes('debug_run');
/** Not for an observer: others find in the queues what they always found. */
const streamsOutput = ({ subscription, features, role }: Session): boolean =>
  role === 'controller' && subscription !== null && features.includes('stdio_stream');
/** Features that sessions may ask for, without those that the variant lacks. */
function offered(features: ReadonlySet<string>, variant: Variant): ReadonlySet<string> {
  const missing = new Set<string>(variantFeatures.filter((feature) => !variant.features.has(feature)));
  return new Set([...features].filter((feature) => !missing.has(feature)));
}
