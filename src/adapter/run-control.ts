/** Running, stepping and pausing, as the client asks for it. All tasks run and stop together, unless it wants one alone. */

import { ContinuedEvent, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ExecutiveEvent } from '../executive/events';
import { isFinal } from '../executive/task-state';
import type { Request, StepPlan } from '../protocol/contract';
import type { Call } from './calls';
import { routineAt } from './debuggee';
import type { Inventory } from './inventory';
import { Progress } from './progress';
import { RequestError } from './request-error';
import { type RunEventParts, RunEvents } from './run-events';
import { type Role, RunState } from './run-state';
import type { Stop } from './stop';

interface RunControlParts extends RunEventParts {
  readonly inventory: Inventory;
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

export class RunControl {
  readonly state: RunState;
  private readonly events: RunEvents;

  constructor(private readonly parts: RunControlParts) {
    this.state = new RunState(parts);
    this.events = new RunEvents(this.state, parts);
  }

  onEvent(event: ExecutiveEvent): void {
    this.events.onEvent(event);
  }

  /** What an event prints, whatever else it means. */
  print(event: ExecutiveEvent): void {
    this.events.print(event);
  }

  /** Starts what was loaded. */
  async begin({ stopOnEntry, noDebug, nonStop }: Beginning & { readonly noDebug: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.state.toldWaiting = false;
    this.state.nonStop = nonStop;
    for (const { pid } of debuggee.tasks) client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
    if (!stopOnEntry || noDebug) {
      this.state.phase = 'running';
      this.state.hasRun = true;
      await this.letRun();
      return;
    }
    if (nonStop) {
      this.state.phase = 'running';
      for (const { pid } of debuggee.tasks) await this.haltOne(pid, 'entry');
      return;
    }
    const pid = this.state.focusedPid;
    this.state.enterStop({ pid, body: { reason: 'entry', threadId: pid, allThreadsStopped: true } });
  }

  /** Takes up tasks that others have loaded, as they are: running, or standing. */
  async join(role: Role, { running, stopOnEntry, nonStop }: Beginning & { readonly running: boolean }): Promise<void> {
    const { debuggee, client } = this.parts;
    this.state.role = role;
    this.state.nonStop = nonStop;
    for (const { pid } of debuggee.tasks) client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
    this.state.phase = running ? 'running' : 'stopped';
    this.state.hasRun = running;
    if (!running) await this.events.standStill('The tasks stand: the clock of the executive is stopped');
    else if (!role.observes) {
      await this.letRun();
      if (stopOnEntry && nonStop) for (const { pid } of debuggee.tasks) await this.haltOne(pid, 'pause');
      else if (stopOnEntry) await this.halt(undefined);
    }
  }

  /** Lets tasks go, as the session has it. */
  private async letRun(how: Request<'debug.run'> = {}): Promise<void> {
    await this.parts.debuggee.request('debug.run', { ...how, ...(this.state.nonStop && { non_stop: true }) });
  }

  /** A task is being taken up; meanwhile everything stands, without a stop that anybody should see. */
  arriving(): void {
    this.state.arrivals++;
  }

  /** A task that was not there before has been taken up, or is none of ours. */
  async arrived(pid: number, isOurs: boolean): Promise<void> {
    this.state.arrivals--;
    if (this.state.phase === 'idle' || this.state.phase === 'ended') return;
    if (isOurs) this.announce(pid);
    if (this.state.isRunning && !this.state.role.observes) await this.letRun(this.state.nonStop ? { only: [pid] } : {});
    if (this.state.phase === 'stopped' && !this.state.stop)
      await this.events.standStill('A task was loaded, and nothing moves');
  }

  announce(pid: number): void {
    this.parts.threads.ended.delete(pid);
    this.parts.client.send(new ThreadEvent('started', pid));
    this.parts.inventory.tell();
  }

  /** A task that vanished without an end. */
  removed(pid: number): void {
    this.parts.threads.ended.add(pid);
    this.state.dismiss(pid);
    this.parts.inventory.tell();
  }

  /** Lets tasks go on that have run before and only stand because of this session. */
  async letGo(): Promise<void> {
    const stands = this.state.phase === 'stopped' || this.state.standing.size > 0;
    if (stands && this.state.hasRun && !this.state.role.observes) await this.parts.debuggee.request('debug.run', {});
  }

  /** The connection to the executive is back. @param restarted another executive than before, where all tasks stand */
  async rejoin(restarted: boolean): Promise<void> {
    const { running } = (await this.parts.debuggee.request('clock', {})).clock;
    if (this.state.phase === 'idle' || this.state.phase === 'ended') return;
    await this.reviseStanding();
    if (restarted && this.state.phase === 'running' && !this.state.role.observes) await this.letRun();
    else if (restarted || (this.state.phase === 'running' && !running)) {
      await this.events.standStill('The connection to the executive was made anew');
    } else if (running) this.events.goOn();
  }

  /** Of those that stood, others may have let some go. */
  private async reviseStanding(): Promise<void> {
    if (this.state.standing.size === 0) return;
    const records = await this.parts.debuggee.records();
    for (const { pid, state } of records) {
      if (state === 'paused' || isFinal(state) || !this.state.standing.has(pid)) continue;
      this.state.leaveOne(pid);
      this.parts.client.send(new ContinuedEvent(pid, false));
    }
  }

  /** Leaves the old run without a word about its tasks' end. */
  async abandon(): Promise<void> {
    const { client, threads, output } = this.parts;
    output.flush();
    if (this.state.phase === 'stopped') client.send(new ContinuedEvent(this.state.focusedPid, true));
    for (const { id } of await threads.list()) client.send(new ThreadEvent('exited', id));
    threads.ended.clear();
    this.state.standing.clear();
    this.state.leaveStop();
    this.state.only = undefined;
    this.state.phase = 'idle';
  }

  /** Leaves the stop now; the returned function lets the tasks run, once the client has its answer. */
  resume({ threadId, singleThread = false }: DebugProtocol.ContinueArguments): () => Promise<void> {
    this.state.requireControl();
    if (singleThread) this.parts.debuggee.task(threadId);
    if (this.state.stopsEach) {
      this.state.leaveOne(threadId);
      return async () => {
        this.state.dismissEnded(threadId);
        await this.letRun({ from: threadId });
      };
    }
    const from = this.state.phase === 'stopped' ? this.state.focusedPid : undefined;
    this.state.enterRunning(singleThread ? threadId : undefined);
    return async () => {
      this.state.dismissEnded();
      await this.letRun({ ...(from !== undefined && { from }), ...this.state.limits() });
    };
  }

  async step(
    kind: StepPlan['kind'],
    { threadId: pid, granularity, singleThread = false, targetId }: DebugProtocol.StepInArguments,
  ): Promise<() => Promise<void>> {
    const { stack, debuggee, client } = this.parts;
    this.state.requireControl();
    const { task, pc } = await stack.place(pid);
    const { symbols } = task.program;
    const byLine = kind !== 'out' && granularity !== 'instruction';
    const ranges = byLine ? [...symbols.rangesOfLineAt(pc), ...symbols.compilerRanges] : [];
    const routine = symbols.routineRangeAt(pc);
    const alone = singleThread || this.state.stopsEach;
    if (this.state.stopsEach) this.state.leaveOne(pid);
    else this.state.enterRunning(singleThread ? pid : undefined);
    this.state.leaving = kind === 'out' ? { pid, routine: routineAt(task, pc) } : undefined;
    return async () => {
      this.state.dismissEnded(alone ? pid : undefined);
      if (debuggee.tasks.length > 1) client.send(new ContinuedEvent(pid, !alone));
      const step = {
        pid,
        kind,
        ranges,
        ...(routine && { routine }),
        ...(targetId !== undefined && { target: targetId }),
      };
      await this.letRun({ step, ...this.state.limits() });
    };
  }

  /** Returns what to do once the client has its answer. */
  pause({ threadId, singleThread = false }: PauseArguments): () => Promise<void> {
    if (this.state.phase === 'ended') throw new RequestError('the program has ended');
    this.state.requireControl();
    if (!this.state.nonStop && !(singleThread && this.state.role.stopsOne)) return () => this.halt(threadId);
    return async () => {
      const pid = await this.events.liveTask(threadId);
      if (pid === undefined) this.parts.client.say('There is no task to pause.');
      else if (this.state.moves(pid)) await this.haltOne(pid, 'pause');
    };
  }

  /** Stops one task; the others go on. */
  private async haltOne(pid: number, reason: 'entry' | 'pause'): Promise<void> {
    const stop: Stop = { pid, body: { reason, threadId: pid } };
    // Its event tells nothing new.
    this.state.standing.set(pid, stop);
    await this.parts.debuggee.request('debug.halt', { pid, non_stop: true });
    this.state.standOne(stop);
  }

  /** @param wanted the task to report the stop for, if it has not ended */
  private async halt(wanted: number | undefined): Promise<void> {
    if (this.state.phase !== 'running') return;
    const target = await this.events.liveTask(wanted);
    if (target === undefined) this.parts.client.say('There is no task to pause.');
    else await this.parts.debuggee.request('debug.halt', { pid: target });
  }

  /** Has a task put elsewhere; nothing is executed. */
  async move(reason: 'goto' | 'restart', pid: number, move: () => Promise<void>): Promise<() => void> {
    this.state.requireControl();
    this.state.requireStopped(pid);
    await move();
    return this.state.stopAnew(pid, reason);
  }

  /** Executes so many instructions of a task, fewer when it stops before, or the client cancels. */
  async advance(pid: number, steps: number, call: Call): Promise<{ executed: number; stopped: () => void }> {
    this.state.requireControl();
    this.state.requireStopped(pid);
    const before = this.state.stop;
    const progress =
      steps > STEPS_AT_ONCE ? new Progress(this.parts.client, call, `Executing ${steps} instructions`) : undefined;
    let executed = 0;
    while (executed < steps && this.state.stop === before && !call.cancelled) {
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
      if (this.state.stop === before) this.state.stopAnew(pid, 'step')();
    };
    return { executed, stopped };
  }

  /** Ends single tasks; the session goes on as long as one is left. */
  async terminateThreads(threadIds: readonly number[]): Promise<() => Promise<void>> {
    this.state.requireControl();
    for (const pid of threadIds) this.parts.debuggee.task(pid);
    for (const pid of threadIds) await this.parts.debuggee.request('kill', { pid });
    return async () => {
      const tasks = await this.parts.debuggee.records();
      if (this.events.areOver(tasks)) this.events.finish(tasks);
    };
  }

  /** The user has had enough: no word about how the tasks would have ended. */
  terminate(): void {
    this.parts.output.end();
    this.parts.ended();
    this.state.phase = 'ended';
    this.parts.client.send(new TerminatedEvent());
  }
}
