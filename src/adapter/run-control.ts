/** Running, stepping, pausing, and what the client is told about it. All tasks run and stop together. */

import { ContinuedEvent, ExitedEvent, StoppedEvent, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventData, ExecutiveEvent } from '../executive/events';
import type { TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import type { StepPlan } from '../protocol/contract';
import type { Breakpoints } from './breakpoints/breakpoints';
import type { ClientPort } from './client-port';
import { type Debuggee, routineAt, type Task } from './debuggee';
import { gotoPlace } from './goto-targets';
import type { OutputPlace, OutputPump } from './output-pump';
import { RequestError } from './request-error';
import type { Stack } from './stack';
import { type Stop, stopOf } from './stop';
import { describeEnd, exitCode, type TaskEnd } from './task-end';
import type { Threads } from './threads';

interface Parts {
  readonly debuggee: Debuggee;
  readonly client: ClientPort;
  readonly output: OutputPump;
  readonly breakpoints: Breakpoints;
  readonly threads: Threads;
  readonly stack: Stack;
  /** What was handed out for a stop is no longer valid. */
  readonly forgetStop: () => void;
}

interface Returned {
  readonly pid: number;
  readonly routine: string;
}

export class RunControl {
  private state: 'idle' | 'running' | 'stopped' | 'ended' = 'idle';
  private stop: Stop | undefined;
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
  async begin({ stopOnEntry, noDebug }: { stopOnEntry: boolean; noDebug: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.toldWaiting = false;
    for (const { pid } of debuggee.tasks) client.send(new ThreadEvent('started', pid));
    if (!stopOnEntry || noDebug) {
      this.state = 'running';
      await debuggee.request('debug.run', {});
      return;
    }
    this.state = 'stopped';
    this.sendStopped({ reason: 'entry', threadId: this.focusedPid, allThreadsStopped: true });
  }

  /** Leaves the old run without a word about its tasks' end. */
  async abandon(): Promise<void> {
    const { client, threads, output } = this.parts;
    output.flush();
    if (this.state === 'stopped') client.send(new ContinuedEvent(this.focusedPid, true));
    for (const { id } of await threads.list()) client.send(new ThreadEvent('exited', id));
    threads.ended.clear();
    this.leaveStop();
    this.state = 'idle';
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  /** Leaves the stop now; the returned function lets the tasks run, once the client has its answer. */
  resume({ threadId, singleThread = false }: DebugProtocol.ContinueArguments): () => Promise<void> {
    if (singleThread) this.parts.debuggee.task(threadId);
    const from = this.state === 'stopped' ? this.focusedPid : undefined;
    this.enterRunning(singleThread ? threadId : undefined);
    return async () => {
      this.dismissEnded();
      await this.parts.debuggee.request('debug.run', { ...(from !== undefined && { from }), ...this.limits() });
    };
  }

  async step(
    kind: StepPlan['kind'],
    { threadId: pid, granularity, singleThread = false, targetId }: DebugProtocol.StepInArguments,
  ): Promise<() => Promise<void>> {
    const { stack, debuggee, client } = this.parts;
    const { task, pc } = await stack.innermost(pid);
    const { symbols } = task.program;
    const byLine = kind !== 'out' && granularity !== 'instruction';
    const ranges = byLine ? [...symbols.rangesOfLineAt(pc), ...symbols.compilerRanges] : [];
    const routine = symbols.routineRangeAt(pc);
    this.enterRunning(singleThread ? pid : undefined);
    this.leaving = kind === 'out' ? { pid, routine: routineAt(task, pc) } : undefined;
    return async () => {
      this.dismissEnded();
      if (debuggee.tasks.length > 1) client.send(new ContinuedEvent(pid, !singleThread));
      const step = {
        pid,
        kind,
        ranges,
        ...(routine && { routine }),
        ...(targetId !== undefined && { target: targetId }),
      };
      await debuggee.request('debug.run', { step, ...this.limits() });
    };
  }

  /** Returns what to do once the client has its answer. */
  pause(threadId: number): () => Promise<void> {
    if (this.state === 'ended') throw new RequestError('the program has ended');
    return async () => {
      if (this.state !== 'running') return;
      const { tasks } = (await this.parts.debuggee.request('ps', {})).tasks;
      const live = tasks.filter((task) => !isFinal(task.state));
      const target = live.find(({ pid }) => pid === threadId) ?? live[0];
      if (target) await this.parts.debuggee.request('debug.halt', { pid: target.pid });
    };
  }

  /** Moves the program counter; nothing is executed. */
  async goto({ threadId, targetId }: DebugProtocol.GotoArguments): Promise<() => void> {
    this.requireStopped();
    const { pid, pc } = gotoPlace(targetId);
    if (pid !== threadId) throw new RequestError('this line belongs to another task than the one that is selected');
    await this.parts.debuggee.request('vm_reg_set', { pid, reg: 'PC', value: pc });
    this.leaveStop();
    return () => this.enterStop({ pid, body: { reason: 'goto', threadId: pid, allThreadsStopped: true } });
  }

  /** Ends single tasks; the session goes on as long as one is left. */
  async terminateThreads(threadIds: readonly number[]): Promise<() => Promise<void>> {
    for (const pid of threadIds) this.parts.debuggee.task(pid);
    for (const pid of threadIds) await this.parts.debuggee.request('kill', { pid });
    return async () => {
      const { tasks } = (await this.parts.debuggee.request('ps', {})).tasks;
      if (tasks.every(({ state }) => isFinal(state))) this.finish(tasks);
    };
  }

  /** @throws RequestError */
  exceptionInfo(threadId: number): DebugProtocol.ExceptionInfoResponse['body'] {
    const exception = this.stop?.pid === threadId ? this.stop.exception : undefined;
    if (!exception) throw new RequestError('this task did not stop at a fault');
    return exception;
  }

  /** The user has had enough: no word about how the tasks would have ended. */
  terminate(): void {
    this.parts.output.end();
    this.state = 'ended';
    this.parts.client.send(new TerminatedEvent());
  }

  // --- events of the executive --------------------------------------------------------------------------------------

  onEvent(event: ExecutiveEvent): void {
    const { output, client } = this.parts;
    switch (event.type) {
      case 'uart':
        output.write(
          'stdout',
          event.data.text.endsWith('\n') ? event.data.text : `${event.data.text}\n`,
          placeOf(event),
        );
        break;
      case 'stdout':
      case 'stderr':
        output.write(event.type, event.data.text, placeOf(event));
        break;
      case 'debug_log':
        output.write(
          'console',
          `${event.data.text}\n`,
          event.pid === null ? undefined : { pid: event.pid, pcs: [event.data.pc] },
        );
        break;
      case 'debug_stop':
        if (event.pid !== null) this.enterStopped(event.pid, event.data);
        break;
      case 'task_state':
        if (event.pid !== null) this.onTaskState(event.pid, event.data);
        break;
      case 'clock':
        if (event.data.mode === 'idle') client.background(this.onIdle());
        break;
    }
  }

  private onTaskState(pid: number, { prev_state, new_state }: EventData['task_state']): void {
    const { client, threads } = this.parts;
    if (this.state === 'idle') return;
    if (prev_state === null) client.send(new ThreadEvent('started', pid));
    if (!isFinal(new_state)) return;
    threads.ended.add(pid);
    // A stop that shows the end follows at once.
    queueMicrotask(() => {
      if (!(this.state === 'stopped' && this.stop?.pid === pid && threads.ended.has(pid))) this.dismiss(pid);
    });
  }

  private enterStopped(pid: number, data: EventData['debug_stop']): void {
    const { debuggee, breakpoints, stack } = this.parts;
    if (!debuggee.tasks.some((task) => task.pid === pid)) return;
    const stop = stopOf(debuggee.task(pid), data, breakpoints.hit(data.points ?? []));
    // An illegal opcode has been passed when it is noticed; the user should see it.
    if (stop.exception && data.pc !== data.next_pc) stack.noteFault({ pid, pc: data.pc });
    if (data.reason === 'step' && this.leaving?.pid === pid) this.returned = this.leaving;
    if (data.problem !== undefined) this.parts.client.say(data.problem, 'stderr');
    this.enterStop(stop);
  }

  /** Nothing can go on by itself: all tasks have ended, or they wait for ever. */
  private async onIdle(): Promise<void> {
    const { debuggee, client, output } = this.parts;
    const { tasks } = (await debuggee.request('ps', {})).tasks;
    if (this.state !== 'running') return;
    if (tasks.every(({ state }) => isFinal(state))) {
      this.finish(tasks);
    } else if (!this.toldWaiting) {
      this.toldWaiting = true;
      output.flush();
      client.say('Every task waits for a message, and no task is left to send one. Pause to look, or stop.');
    }
  }

  private finish(records: readonly TaskRecord[]): void {
    const { debuggee, client, output } = this.parts;
    const ends = debuggee.tasks.map(({ pid, name }): TaskEnd => {
      const record = records.find((candidate) => candidate.pid === pid);
      return { pid, name, fault: record?.fault ?? null, status: record?.exit_status ?? null };
    });
    output.end();
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
    this.sendStopped(stop.body);
  }

  private sendStopped(body: DebugProtocol.StoppedEvent['body']): void {
    const { client, output } = this.parts;
    output.flush();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(body.reason);
    event.body = body;
    client.send(event);
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
  }

  private limits(): { only?: number[] } {
    return this.only ? { only: [...this.only] } : {};
  }

  private requireStopped(): void {
    if (this.state !== 'stopped') throw new RequestError('the program is running: pause it first');
  }

  private leaveStop(): void {
    this.stop = undefined;
    this.returned = undefined;
    this.leaving = undefined;
    this.parts.stack.noteFault(undefined);
    this.parts.forgetStop();
  }

  private dismissEnded(): void {
    for (const pid of this.parts.threads.ended) this.dismiss(pid);
  }

  private dismiss(pid: number): void {
    const { threads, client } = this.parts;
    if (threads.ended.delete(pid)) client.send(new ThreadEvent('exited', pid));
  }
}

/** Where the text of an event was written, innermost place first. */
function placeOf({ pid, data }: { pid: number | null; data: { pcs?: readonly number[] } }): OutputPlace | undefined {
  return pid === null || !data.pcs ? undefined : { pid, pcs: data.pcs };
}
