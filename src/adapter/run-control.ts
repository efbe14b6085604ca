/** Running, stepping, pausing, and what the client is told about it. All tasks run and stop together. */

import { ContinuedEvent, ExitedEvent, StoppedEvent, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventData, ExecutiveEvent, FaultName } from '../executive/events';
import type { TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import type { StepPlan } from '../protocol/contract';
import type { Breakpoints } from './breakpoints';
import type { ClientPort } from './client-port';
import type { Debuggee } from './debuggee';
import type { CodeRange } from './line-index';
import type { OutputPump } from './output-pump';
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

export class RunControl {
  private state: 'idle' | 'running' | 'stopped' | 'ended' = 'idle';
  private stop: Stop | undefined;
  private noDebug = false;
  private toldWaiting = false;
  /** Tasks that had to be killed, and why. */
  private readonly lost = new Map<number, FaultName>();

  constructor(private readonly parts: Parts) {}

  /** The task that stopped last, or the first one. */
  get focusedPid(): number {
    const first = this.parts.debuggee.tasks[0];
    if (!first) throw new RequestError('no program is loaded: launch one first');
    return this.stop?.pid ?? first.pid;
  }

  /** Starts what was loaded. */
  async begin({ stopOnEntry, noDebug }: { stopOnEntry: boolean; noDebug: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.noDebug = noDebug;
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
    threads.faulted.clear();
    this.leaveStop();
    this.state = 'idle';
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  /** Leaves the stop now; the returned function lets the tasks run, once the client has its answer. */
  resume(): () => Promise<void> {
    const from = this.focusedPid;
    this.enterRunning();
    return async () => {
      this.dismissFaulted();
      await this.parts.debuggee.request('debug.run', { from });
    };
  }

  async step(
    kind: StepPlan['kind'],
    { threadId: pid, granularity }: DebugProtocol.NextArguments,
  ): Promise<() => Promise<void>> {
    this.parts.debuggee.task(pid);
    const ranges = kind === 'out' || granularity === 'instruction' ? [] : await this.rangesOfLine(pid);
    this.enterRunning();
    return async () => {
      this.dismissFaulted();
      if (this.parts.debuggee.tasks.length > 1) this.parts.client.send(new ContinuedEvent(pid, true));
      await this.parts.debuggee.request('debug.run', { step: { pid, kind, ranges } });
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
        output.write('stdout', event.data.text.endsWith('\n') ? event.data.text : `${event.data.text}\n`);
        break;
      case 'stdout':
      case 'stderr':
        output.write(event.type, event.data.text);
        break;
      case 'debug_stop':
        if (event.pid === null) break;
        if (this.noDebug) client.background(this.runOn(event.pid, event.data));
        else this.enterStopped(event.pid, event.data);
        break;
      case 'task_state':
        if (event.pid !== null) this.onTaskState(event.pid, event.data);
        break;
      case 'clock':
        if (event.data.mode === 'idle') client.background(this.onIdle());
        break;
    }
  }

  private onTaskState(pid: number, { prev_state, new_state, reason }: EventData['task_state']): void {
    const { client, threads } = this.parts;
    if (this.state === 'idle') return;
    if (prev_state === null) client.send(new ThreadEvent('started', pid));
    else if (!isFinal(new_state)) return;
    else if (reason === 'fault' && !this.noDebug) threads.faulted.add(pid);
    else client.send(new ThreadEvent('exited', pid));
  }

  private enterStopped(pid: number, data: EventData['debug_stop']): void {
    const { debuggee, breakpoints, stack } = this.parts;
    const stop = stopOf(debuggee.task(pid), data, breakpoints.hitAt(pid, data.pc));
    this.state = 'stopped';
    this.stop = stop;
    // An illegal opcode has been passed when it is noticed; the user should see it.
    if (stop.exception && data.pc !== data.next_pc) stack.noteFault({ pid, pc: data.pc });
    this.sendStopped(stop.body);
  }

  /** Without debugging nothing stops: BRK is passed, and a task that lost its way is ended. */
  private async runOn(pid: number, { error }: EventData['debug_stop']): Promise<void> {
    const { debuggee } = this.parts;
    if (error === 'pc_out_of_range') {
      this.lost.set(pid, error);
      await debuggee.request('kill', { pid });
    }
    await debuggee.request('debug.run', {});
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
      return { pid, name, fault: record?.fault ?? this.lost.get(pid) ?? null, status: record?.exit_status ?? null };
    });
    output.end();
    for (const end of ends) client.say(describeEnd(end));
    this.state = 'ended';
    client.send(new ExitedEvent(exitCode(ends)));
    client.send(new TerminatedEvent());
  }

  // --- states -------------------------------------------------------------------------------------------------------

  private sendStopped(body: DebugProtocol.StoppedEvent['body']): void {
    const { client, output } = this.parts;
    output.flush();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(body.reason);
    event.body = body;
    client.send(event);
  }

  private enterRunning(): void {
    if (this.state === 'running') throw new RequestError('the program is running: pause it first');
    if (this.state === 'ended') throw new RequestError('the program has ended');
    if (this.state === 'idle') throw new RequestError('the program has not been started yet');
    this.leaveStop();
    this.state = 'running';
  }

  private leaveStop(): void {
    this.stop = undefined;
    this.parts.stack.noteFault(undefined);
    this.parts.forgetStop();
  }

  private dismissFaulted(): void {
    const { threads, client } = this.parts;
    for (const pid of threads.faulted) client.send(new ThreadEvent('exited', pid));
    threads.faulted.clear();
  }

  /** All code of the source line the task is at; none where there is no source, which steps one instruction. */
  private async rangesOfLine(pid: number): Promise<CodeRange[]> {
    const frame = await this.parts.stack.innermost(pid);
    return frame.task.program.symbols.rangesOfLineAt(frame.pc);
  }
}
