/** Whether the tasks of a session run or stand, and why; the client is told of each stop. */

import { StoppedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ClientPort } from './client-port';
import type { Debuggee, Task } from './debuggee';
import type { OutputPump } from './output-pump';
import { RequestError } from './request-error';
import type { Stack } from './stack';
import type { Stop } from './stop';
import type { Threads } from './threads';

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

const owner: Role = { shared: false, observes: false, endsWithTasks: true, stopsOne: true };

export interface RunStateParts {
  readonly debuggee: Debuggee;
  readonly client: ClientPort;
  readonly output: OutputPump;
  readonly threads: Threads;
  readonly stack: Stack;
  /** What was handed out for a stop is no longer valid. */
  readonly forgetStop: () => void;
  /** The client knows of a stop. */
  readonly told: () => void;
}

interface Returned {
  readonly pid: number;
  readonly routine: string;
}

export class RunState {
  phase: 'idle' | 'running' | 'stopped' | 'ended' = 'idle';
  stop: Stop | undefined;
  role: Role = owner;
  nonStop = false;
  /** Tasks that stand while others run, and why. */
  readonly standing = new Map<number, Stop>();
  arrivals = 0;
  /** Whether the tasks have moved since the session began. */
  hasRun = false;
  toldWaiting = false;
  /** The tasks that move while the others are held; `undefined`: all do. */
  only: Set<number> | undefined;
  /** The routine that a step is leaving. */
  leaving: Returned | undefined;
  /** The routine that the last step left: its result is in R0. */
  returned: Returned | undefined;

  constructor(private readonly parts: RunStateParts) {}

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

  /** Whether the tasks are going, and it may tell the executive what stops them. */
  get mayChange(): boolean {
    return this.phase !== 'idle' && this.phase !== 'ended' && !this.role.observes;
  }

  get isRunning(): boolean {
    return this.phase === 'running';
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
  get stopsEach(): boolean {
    return this.isRunning && (this.nonStop || this.standing.size > 0);
  }

  /** Whether nothing moves, and nobody else can change that. */
  get stands(): boolean {
    return this.phase === 'stopped' && !this.role.shared && !this.role.observes;
  }

  enterStop(stop: Stop): void {
    this.phase = 'stopped';
    this.stop = stop;
    this.only = undefined;
    this.standing.clear();
    this.sendStopped(stop.body);
  }

  /** A task stands, the others go on. */
  standOne(stop: Stop): void {
    this.stop = stop;
    this.standing.set(stop.pid, stop);
    this.sendStopped({ ...stop.body, allThreadsStopped: false });
  }

  leaveOne(pid: number): void {
    if (!this.standing.delete(pid)) throw new RequestError(`task ${pid} is running: pause it first`);
    if (this.standing.size === 0) this.leaveStop();
    else if (this.stop?.pid === pid) {
      this.stop = [...this.standing.values()].at(-1);
      this.returned = undefined;
      this.parts.stack.noteFault(undefined);
    }
  }

  /** A task that stands is elsewhere now; returns what tells so. */
  stopAnew(pid: number, reason: 'goto' | 'restart' | 'step'): () => void {
    const body = { reason, threadId: pid, allThreadsStopped: true };
    if (this.standing.has(pid)) {
      this.leaveOne(pid);
      return () => this.standOne({ pid, body });
    }
    this.leaveStop();
    return () => this.enterStop({ pid, body });
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
  enterRunning(single: number | undefined): void {
    if (this.phase === 'running' && (!this.only || (single !== undefined && this.only.has(single)))) {
      throw new RequestError('the program is running: pause it first');
    }
    if (this.phase === 'ended') throw new RequestError('the program has ended');
    if (this.phase === 'idle') {
      this.requireProgram();
      throw new RequestError('the program has not been started yet');
    }
    this.only = single === undefined ? undefined : new Set([...(this.only ?? []), single]);
    this.leaveStop();
    this.phase = 'running';
    this.hasRun = true;
  }

  limits(): { only?: number[] } {
    return this.only ? { only: [...this.only] } : {};
  }

  requireControl(): void {
    if (this.role.observes) throw new RequestError('this session only observes: attach without "observer" to control');
  }

  requireStopped(pid: number): void {
    if (this.phase !== 'stopped' && !this.standing.has(pid))
      throw new RequestError('the program is running: pause it first');
  }

  leaveStop(): void {
    this.stop = undefined;
    this.returned = undefined;
    this.leaving = undefined;
    this.parts.stack.noteFault(undefined);
    this.parts.forgetStop();
  }

  /** @param only of this task */
  dismissEnded(only?: number): void {
    for (const pid of this.parts.threads.ended) if (only === undefined || only === pid) this.dismiss(pid);
  }

  dismiss(pid: number): void {
    const { threads, client } = this.parts;
    if (this.standing.has(pid)) this.leaveOne(pid);
    if (threads.ended.delete(pid)) client.send(new ThreadEvent('exited', pid));
  }

  /** @throws RequestError */
  exceptionInfo(threadId: number): DebugProtocol.ExceptionInfoResponse['body'] {
    const stop = this.standing.get(threadId) ?? this.stop;
    const exception = stop?.pid === threadId ? stop.exception : undefined;
    if (!exception) throw new RequestError('this task did not stop at a fault');
    return exception;
  }
}
