/** Running, stepping, pausing, and what the client is told about it. All tasks run and stop together. */

import { ContinuedEvent, ExitedEvent, StoppedEvent, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventData, ExecutiveEvent } from '../executive/events';
import type { ClockMode, TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import type { Request, StepPlan } from '../protocol/contract';
import type { Breakpoints } from './breakpoints/breakpoints';
import type { Call } from './calls';
import type { ClientPort } from './client-port';
import { type Debuggee, routineAt, type Task } from './debuggee';
import { textOf } from './event-text';
import type { Inventory } from './inventory';
import type { LabelStop } from './label-stop';
import type { OutputPump } from './output-pump';
import { Progress } from './progress';
import { RequestError } from './request-error';
import type { Stack } from './stack';
import type { StandardInput } from './standard-input';
import { type Stop, stopOf } from './stop';
import { describeEnd, exitCode, type TaskEnd } from './task-end';
import type { Threads } from './threads';

interface Parts {
  readonly debuggee: Debuggee;
  readonly client: ClientPort;
  readonly output: OutputPump;
  readonly breakpoints: Breakpoints;
  readonly threads: Threads;
  readonly inventory: Inventory;
  readonly stack: Stack;
  readonly labelStop: LabelStop;
  readonly input: StandardInput;
  /** What was handed out for a stop is no longer valid. */
  readonly forgetStop: () => void;
  /** The client knows of a stop. */
  readonly told: () => void;
  /** Nothing of the program will follow. */
  readonly ended: () => void;
}

/** What a session is to the tasks it shows. */
export interface Role {
  /** Others, too, may run and stop them, load and end them. */
  readonly shared: boolean;
  /** It changes nothing. */
  readonly observes: boolean;
  /** It ends when all of them have ended. */
  readonly endsWithTasks: boolean;
  /** The executive can stop one of them and let the others go on. */
  readonly stopsOne: boolean;
}

/** How a session begins. */
interface Beginning {
  readonly stopOnEntry: boolean;
  /** Tasks stop each for itself. */
  readonly nonStop: boolean;
}

/** `singleThread` is no part of the protocol here, though of all its siblings. */
type PauseArguments = DebugProtocol.PauseArguments & { readonly singleThread?: boolean };

/** Instructions of a long step between two looks at the client. */
const STEPS_AT_ONCE = 100_000;

const owner: Role = { shared: false, observes: false, endsWithTasks: true, stopsOne: true };

interface Returned {
  readonly pid: number;
  readonly routine: string;
}

export class RunControl {
  private state: 'idle' | 'running' | 'stopped' | 'ended' = 'idle';
  private stop: Stop | undefined;
  private role = owner;
  private nonStop = false;
  /** Tasks that stand while others run, and why. */
  private readonly standing = new Map<number, Stop>();
  private arrivals = 0;
  /** Whether the tasks have moved since the session began. */
  private hasRun = false;
  private toldWaiting = false;
  /** The tasks that move while the others are held; `undefined`: all do. */
  private only: Set<number> | undefined;
  /** The routine that a step is leaving. */
  private leaving: Returned | undefined;
  /** The routine that the last step left: its result is in R0. */
  returned: Returned | undefined;

  constructor(private readonly parts: Parts) {}

  /** The task that stopped last, or the first one. */
  get focusedPid(): number {
    return this.stop?.pid ?? this.requireProgram().pid;
  }

  /** The first task. */
  private requireProgram(): Task {
    const [first] = this.parts.debuggee.tasks;
    if (!first) throw new RequestError('no program is loaded: launch one first');
    return first;
  }

  /** Starts what was loaded. */
  async begin({ stopOnEntry, noDebug, nonStop }: Beginning & { readonly noDebug: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.toldWaiting = false;
    this.nonStop = nonStop;
    for (const { pid } of debuggee.tasks) client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
    if (!stopOnEntry || noDebug) {
      this.state = 'running';
      this.hasRun = true;
      await this.run();
      return;
    }
    if (nonStop) {
      this.state = 'running';
      for (const { pid } of debuggee.tasks) await this.haltOne(pid, 'entry');
      return;
    }
    const pid = this.focusedPid;
    this.enterStop({ pid, body: { reason: 'entry', threadId: pid, allThreadsStopped: true } });
  }

  /** Takes up tasks that others have loaded, as they are: running, or standing. */
  async join(role: Role, { running, stopOnEntry, nonStop }: Beginning & { readonly running: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.role = role;
    this.nonStop = nonStop;
    for (const { pid } of debuggee.tasks) client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
    this.state = running ? 'running' : 'stopped';
    this.hasRun = running;
    if (!running) await this.standStill('The tasks stand: the clock of the executive is stopped');
    else if (!role.observes) {
      await this.run();
      if (stopOnEntry && nonStop) for (const { pid } of debuggee.tasks) await this.haltOne(pid, 'pause');
      else if (stopOnEntry) await this.halt(undefined);
    }
  }

  /** Lets tasks go, as the session has it. */
  private async run(how: Request<'debug.run'> = {}): Promise<void> {
    await this.parts.debuggee.request('debug.run', { ...how, ...(this.nonStop && { non_stop: true }) });
  }

  /** A task is being taken up; meanwhile everything stands, without a stop that anybody should see. */
  arriving(): void {
    this.arrivals++;
  }

  /** A task that was not there before has been taken up, or is none of ours. */
  async arrived(pid: number, isOurs: boolean): Promise<void> {
    this.arrivals--;
    if (this.state === 'idle' || this.state === 'ended') return;
    if (isOurs) this.announce(pid);
    if (this.isRunning && !this.role.observes) await this.run(this.nonStop ? { only: [pid] } : {});
    if (this.state === 'stopped' && !this.stop) await this.standStill('A task was loaded, and nothing moves');
  }

  announce(pid: number): void {
    this.parts.threads.ended.delete(pid);
    this.parts.client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
  }

  /** A task that vanished without an end. */
  removed(pid: number): void {
    this.parts.threads.ended.add(pid);
    this.dismiss(pid);
    this.parts.inventory.tell();
  }

  /** Lets tasks go on that have run before and only stand because of this session. */
  async letGo(): Promise<void> {
    const stands = this.state === 'stopped' || this.standing.size > 0;
    if (stands && this.hasRun && !this.role.observes) await this.parts.debuggee.request('debug.run', {});
  }

  /** The connection to the executive is back. @param restarted another executive than before, where all tasks stand */
  async rejoin(restarted: boolean): Promise<void> {
    const { running } = (await this.parts.debuggee.request('clock', {})).clock;
    if (this.state === 'idle' || this.state === 'ended') return;
    await this.reviseStanding();
    if (restarted && this.state === 'running' && !this.role.observes) await this.run();
    else if (restarted || (this.state === 'running' && !running)) {
      await this.standStill('The connection to the executive was made anew');
    } else if (running) this.goOn();
  }

  /** Of those that stood, others may have let some go. */
  private async reviseStanding(): Promise<void> {
    if (this.standing.size === 0) return;
    const records = await this.parts.debuggee.records();
    for (const { pid, state } of records) {
      if (state === 'paused' || isFinal(state) || !this.standing.has(pid)) continue;
      this.leaveOne(pid);
      this.parts.client.send(new ContinuedEvent(pid, false));
    }
  }

  /** Whether the tasks are going, and it may tell the executive what stops them. */
  get mayChange(): boolean {
    return this.state !== 'idle' && this.state !== 'ended' && !this.role.observes;
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  /** Whether a task goes on while this session looks at others, or at none. */
  moves(pid: number): boolean {
    return this.isRunning && !this.standing.has(pid);
  }

  /** Whether a request to continue lets all tasks go. */
  continuesAll({ singleThread = false }: DebugProtocol.ContinueArguments): boolean {
    return !singleThread && !this.stopsEach;
  }

  /** Tasks stand and go each for itself. */
  private get stopsEach(): boolean {
    return this.isRunning && (this.nonStop || this.standing.size > 0);
  }

  /** Whether nothing moves, and nobody else can change that. */
  get stands(): boolean {
    return this.state === 'stopped' && !this.role.shared;
  }

  /** Leaves the old run without a word about its tasks' end. */
  async abandon(): Promise<void> {
    const { client, threads, output } = this.parts;
    output.flush();
    if (this.state === 'stopped') client.send(new ContinuedEvent(this.focusedPid, true));
    for (const { id } of await threads.list()) client.send(new ThreadEvent('exited', id));
    threads.ended.clear();
    this.standing.clear();
    this.leaveStop();
    this.only = undefined;
    this.state = 'idle';
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  /** Leaves the stop now; the returned function lets the tasks run, once the client has its answer. */
  resume({ threadId, singleThread = false }: DebugProtocol.ContinueArguments): () => Promise<void> {
    this.requireControl();
    if (singleThread) this.parts.debuggee.task(threadId);
    if (this.stopsEach) {
      this.leaveOne(threadId);
      return async () => {
        this.dismissEnded(threadId);
        await this.run({ from: threadId });
      };
    }
    const from = this.state === 'stopped' ? this.focusedPid : undefined;
    this.enterRunning(singleThread ? threadId : undefined);
    return async () => {
      this.dismissEnded();
      await this.run({ ...(from !== undefined && { from }), ...this.limits() });
    };
  }

  async step(
    kind: StepPlan['kind'],
    { threadId: pid, granularity, singleThread = false, targetId }: DebugProtocol.StepInArguments,
  ): Promise<() => Promise<void>> {
    const { stack, debuggee, client } = this.parts;
    this.requireControl();
    const { task, pc } = await stack.place(pid);
    const { symbols } = task.program;
    const byLine = kind !== 'out' && granularity !== 'instruction';
    const ranges = byLine ? [...symbols.rangesOfLineAt(pc), ...symbols.compilerRanges] : [];
    const routine = symbols.routineRangeAt(pc);
    const alone = singleThread || this.stopsEach;
    if (this.stopsEach) this.leaveOne(pid);
    else this.enterRunning(singleThread ? pid : undefined);
    this.leaving = kind === 'out' ? { pid, routine: routineAt(task, pc) } : undefined;
    return async () => {
      this.dismissEnded(alone ? pid : undefined);
      if (debuggee.tasks.length > 1) client.send(new ContinuedEvent(pid, !alone));
      const step = {
        pid,
        kind,
        ranges,
        ...(routine && { routine }),
        ...(targetId !== undefined && { target: targetId }),
      };
      await this.run({ step, ...this.limits() });
    };
  }

  /** Returns what to do once the client has its answer. */
  pause({ threadId, singleThread = false }: PauseArguments): () => Promise<void> {
    if (this.state === 'ended') throw new RequestError('the program has ended');
    this.requireControl();
    if (!this.nonStop && !(singleThread && this.role.stopsOne)) return () => this.halt(threadId);
    return async () => {
      const pid = await this.liveTask(threadId);
      if (pid === undefined) this.parts.client.say('There is no task to pause.');
      else if (this.moves(pid)) await this.haltOne(pid, 'pause');
    };
  }

  /** Stops one task; the others go on. */
  private async haltOne(pid: number, reason: 'entry' | 'pause'): Promise<void> {
    const stop: Stop = { pid, body: { reason, threadId: pid } };
    // Its event tells nothing new.
    this.standing.set(pid, stop);
    await this.parts.debuggee.request('debug.halt', { pid, non_stop: true });
    this.standOne(stop);
  }

  /** @param wanted the task to report the stop for, if it has not ended */
  private async halt(wanted: number | undefined): Promise<void> {
    if (this.state !== 'running') return;
    const target = await this.liveTask(wanted);
    if (target === undefined) this.parts.client.say('There is no task to pause.');
    else await this.parts.debuggee.request('debug.halt', { pid: target });
  }

  private async liveTask(wanted?: number): Promise<number | undefined> {
    const live = (await this.parts.debuggee.records()).filter((task) => !isFinal(task.state));
    return (live.find(({ pid }) => pid === wanted) ?? live[0])?.pid;
  }

  /** Has a task put elsewhere; nothing is executed. */
  async move(reason: 'goto' | 'restart', pid: number, move: () => Promise<void>): Promise<() => void> {
    this.requireControl();
    this.requireStopped(pid);
    await move();
    return this.stopAnew(pid, reason);
  }

  /** A task that stands is elsewhere now; returns what tells so. */
  private stopAnew(pid: number, reason: 'goto' | 'restart' | 'step'): () => void {
    const body = { reason, threadId: pid, allThreadsStopped: true };
    if (this.standing.has(pid)) {
      this.leaveOne(pid);
      return () => this.standOne({ pid, body });
    }
    this.leaveStop();
    return () => this.enterStop({ pid, body });
  }

  /** Executes so many instructions of a task, fewer when it stops before, or the client cancels. */
  async advance(pid: number, steps: number, call: Call): Promise<{ executed: number; stopped: () => void }> {
    this.requireControl();
    this.requireStopped(pid);
    const before = this.stop;
    const progress =
      steps > STEPS_AT_ONCE ? new Progress(this.parts.client, call, `Executing ${steps} instructions`) : undefined;
    let executed = 0;
    while (executed < steps && this.stop === before && !call.cancelled) {
      const wanted = Math.min(steps - executed, STEPS_AT_ONCE);
      const { result } = await this.parts.debuggee.request('step', { pid, steps: wanted });
      executed += result.executed;
      if (result.executed < wanted) break;
      progress?.update(`${executed} executed`, executed / steps);
      // A cancellation can only arrive in between.
      if (progress) await new Promise((resolve) => setTimeout(resolve));
    }
    progress?.end();
    const stopped = (): void => {
      // A breakpoint or fault on the way has been reported as such.
      if (this.stop === before) this.stopAnew(pid, 'step')();
    };
    return { executed, stopped };
  }

  /** Ends single tasks; the session goes on as long as one is left. */
  async terminateThreads(threadIds: readonly number[]): Promise<() => Promise<void>> {
    this.requireControl();
    for (const pid of threadIds) this.parts.debuggee.task(pid);
    for (const pid of threadIds) await this.parts.debuggee.request('kill', { pid });
    return async () => {
      const tasks = await this.parts.debuggee.records();
      if (this.areOver(tasks)) this.finish(tasks);
    };
  }

  /** @throws RequestError */
  exceptionInfo(threadId: number): DebugProtocol.ExceptionInfoResponse['body'] {
    const stop = this.standing.get(threadId) ?? this.stop;
    const exception = stop?.pid === threadId ? stop.exception : undefined;
    if (!exception) throw new RequestError('this task did not stop at a fault');
    return exception;
  }

  /** The user has had enough: no word about how the tasks would have ended. */
  terminate(): void {
    this.parts.output.end();
    this.parts.ended();
    this.state = 'ended';
    this.parts.client.send(new TerminatedEvent());
  }

  // --- events of the executive --------------------------------------------------------------------------------------

  /** What an event prints, whatever else it means. */
  print(event: ExecutiveEvent): void {
    const { output, debuggee } = this.parts;
    const told = textOf(event, debuggee);
    if (told) output.write(told.category, told.text, told.place);
  }

  onEvent(event: ExecutiveEvent): void {
    const { client, input } = this.parts;
    this.print(event);
    switch (event.type) {
      case 'mailbox_recv':
        client.background(input.send());
        break;
      case 'debug_stop':
        if (event.pid !== null) this.enterStopped(event.pid, event.data);
        break;
      case 'task_state':
        if (event.pid !== null) this.onTaskState(event.pid, event.data);
        break;
      case 'clock':
        client.background(this.onClock(event.data.mode));
        break;
    }
  }

  private async onClock(mode: ClockMode): Promise<void> {
    const { shared } = this.role;
    if (mode === 'idle') return this.onIdle();
    if (!shared) return;
    if (mode === 'active') this.goOn();
    else if (this.isRunning && this.arrivals === 0) {
      // Of a stop that concerns us we are told at the same time.
      const { running } = (await this.parts.debuggee.request('clock', {})).clock;
      if (!running && this.isRunning && this.arrivals === 0)
        await this.standStill('The executive was stopped from elsewhere', true);
    }
  }

  /**
   * Nothing moves, and it was not our doing.
   * @param elsewhere another debugger's, which has the user's attention
   */
  private async standStill(description: string, elsewhere = false): Promise<void> {
    const pid = await this.liveTask();
    if (pid === undefined) {
      this.state = 'stopped';
      this.stop = undefined;
      return;
    }
    const body = { reason: 'pause', description, threadId: pid, allThreadsStopped: true };
    this.enterStop({ pid, body: elsewhere ? { ...body, preserveFocusHint: true } : body });
  }

  /** The tasks move again, and it was not our doing. */
  private goOn(): void {
    if (this.state !== 'stopped') return;
    const { stop } = this;
    this.leaveStop();
    this.state = 'running';
    this.hasRun = true;
    if (stop) this.parts.client.send(new ContinuedEvent(stop.pid, true));
  }

  private onTaskState(pid: number, { new_state, reason }: EventData['task_state']): void {
    const { client, threads, debuggee } = this.parts;
    if (this.state === 'idle' || !isFinal(new_state) || (this.role.shared && !debuggee.has(pid))) return;
    threads.ended.add(pid);
    if (this.role.shared) client.background(this.finishIfOver());
    // A stop that shows the end follows at once; of a task that was killed nothing is left to see.
    queueMicrotask(() => {
      const isShown = this.standing.has(pid) || (this.state === 'stopped' && this.stop?.pid === pid);
      const isSeen = isShown && threads.ended.has(pid);
      if (!isSeen || reason === 'killed') this.dismiss(pid);
    });
  }

  private enterStopped(pid: number, data: EventData['debug_stop']): void {
    const { debuggee, breakpoints, stack, labelStop, client } = this.parts;
    if (!debuggee.has(pid)) {
      if (this.isRunning) client.background(this.standStill(`Task ${pid} of another session has stopped`, true));
      return;
    }
    if (this.standing.has(pid)) return;
    const { points = [] } = data;
    const label = labelStop.met(points);
    if (label !== undefined) client.background(labelStop.clear());
    const stop = stopOf(debuggee.task(pid), data, breakpoints.hit(points), label);
    // An illegal opcode has been passed when it is noticed; the user should see it.
    if (stop.exception && data.pc !== data.next_pc) stack.noteFault({ pid, pc: data.pc });
    if (data.reason === 'step' && this.leaving?.pid === pid) this.returned = this.leaving;
    if (data.problem !== undefined) client.say(data.problem, 'stderr');
    if (this.nonStop) this.standOne(stop);
    else this.enterStop(stop);
  }

  /** Nothing can go on by itself: all tasks have ended, or they wait for ever. */
  private async onIdle(): Promise<void> {
    const { debuggee, client, output } = this.parts;
    const tasks = await debuggee.records();
    if (this.state !== 'running' || this.arrivals > 0 || this.standing.size > 0) return;
    if (this.areOver(tasks)) {
      this.finish(tasks);
    } else if (!this.toldWaiting && !this.role.shared) {
      this.toldWaiting = true;
      output.flush();
      client.say('Every task waits for a message, and no task is left to send one. Pause to look, or stop.');
    }
  }

  private async finishIfOver(): Promise<void> {
    const tasks = await this.parts.debuggee.records();
    const isShown = this.standing.size > 0;
    if (this.isRunning && this.arrivals === 0 && !isShown && this.areOver(tasks)) this.finish(tasks);
  }

  private areOver(records: readonly TaskRecord[]): boolean {
    return this.role.endsWithTasks && records.every(({ state }) => isFinal(state));
  }

  private finish(records: readonly TaskRecord[]): void {
    const { debuggee, client, output } = this.parts;
    const ends = debuggee.tasks.map(({ pid, name }): TaskEnd => {
      const record = records.find((candidate) => candidate.pid === pid);
      return { pid, name, fault: record?.fault ?? null, status: record?.exit_status ?? null };
    });
    output.end();
    this.parts.ended();
    this.dismissEnded();
    for (const end of ends) client.say(describeEnd(end));
    this.state = 'ended';
    client.send(new ExitedEvent(exitCode(ends)));
    client.send(new TerminatedEvent());
  }

  // --- states -------------------------------------------------------------------------------------------------------

  private enterStop(stop: Stop): void {
    this.state = 'stopped';
    this.stop = stop;
    this.only = undefined;
    this.standing.clear();
    this.sendStopped(stop.body);
  }

  /** A task stands, the others go on. */
  private standOne(stop: Stop): void {
    this.stop = stop;
    this.standing.set(stop.pid, stop);
    this.sendStopped({ ...stop.body, allThreadsStopped: false });
  }

  private leaveOne(pid: number): void {
    if (!this.standing.delete(pid)) throw new RequestError(`task ${pid} is running: pause it first`);
    if (this.standing.size === 0) this.leaveStop();
    else if (this.stop?.pid === pid) {
      this.stop = [...this.standing.values()].at(-1);
      this.returned = undefined;
      this.parts.stack.noteFault(undefined);
    }
  }

  private sendStopped(body: DebugProtocol.StoppedEvent['body']): void {
    const { client, output } = this.parts;
    output.flush();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(body.reason);
    event.body = body;
    client.send(event);
    this.parts.told();
  }

  /** @param single the task that goes on alone, or beside those that do already */
  private enterRunning(single: number | undefined): void {
    if (this.state === 'running' && (!this.only || (single !== undefined && this.only.has(single)))) {
      throw new RequestError('the program is running: pause it first');
    }
    if (this.state === 'ended') throw new RequestError('the program has ended');
    if (this.state === 'idle') {
      this.requireProgram();
      throw new RequestError('the program has not been started yet');
    }
    this.only = single === undefined ? undefined : new Set([...(this.only ?? []), single]);
    this.leaveStop();
    this.state = 'running';
    this.hasRun = true;
  }

  private limits(): { only?: number[] } {
    return this.only ? { only: [...this.only] } : {};
  }

  private requireControl(): void {
    if (this.role.observes) throw new RequestError('this session only observes: attach without "observer" to control');
  }

  private requireStopped(pid: number): void {
    if (this.state !== 'stopped' && !this.standing.has(pid))
      throw new RequestError('the program is running: pause it first');
  }

  private leaveStop(): void {
    this.stop = undefined;
    this.returned = undefined;
    this.leaving = undefined;
    this.parts.stack.noteFault(undefined);
    this.parts.forgetStop();
  }

  /** @param only of this task */
  private dismissEnded(only?: number): void {
    for (const pid of this.parts.threads.ended) if (only === undefined || only === pid) this.dismiss(pid);
  }

  private dismiss(pid: number): void {
    const { threads, client } = this.parts;
    if (this.standing.has(pid)) this.leaveOne(pid);
    if (threads.ended.delete(pid)) client.send(new ThreadEvent('exited', pid));
  }
}
