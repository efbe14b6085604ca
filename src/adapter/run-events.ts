/** What the events of the executive mean for a session: output, stops, and the ends of tasks. */

import { ContinuedEvent, ExitedEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { EventData, ExecutiveEvent } from '../executive/events';
import type { ClockMode, TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import type { Breakpoints } from './breakpoints/breakpoints';
import { textOf } from './event-text';
import type { LabelStop } from './label-stop';
import type { RunState, RunStateParts } from './run-state';
import type { StandardInput } from './standard-input';
import { stopOf } from './stop';
import { describeEnd, exitCode, type TaskEnd } from './task-end';

export interface RunEventParts extends RunStateParts {
  readonly breakpoints: Breakpoints;
  readonly labelStop: LabelStop;
  readonly input: StandardInput;
  /** Nothing of the program will follow. */
  readonly ended: () => void;
}

export class RunEvents {
  constructor(
    private readonly state: RunState,
    private readonly parts: RunEventParts,
  ) {}

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
    const { shared } = this.state.role;
    if (mode === 'idle') return this.onIdle();
    if (!shared) return;
    if (mode === 'active') this.goOn();
    else if (this.state.isRunning && this.state.arrivals === 0) {
      // Of a stop that concerns us we are told at the same time.
      const { running } = (await this.parts.debuggee.request('clock', {})).clock;
      if (!running && this.state.isRunning && this.state.arrivals === 0)
        await this.standStill('The executive was stopped from elsewhere', true);
    }
  }

  /**
   * Nothing moves, and it was not our doing.
   * @param elsewhere another debugger's, which has the user's attention
   */
  async standStill(description: string, elsewhere = false): Promise<void> {
    const pid = await this.liveTask();
    if (pid === undefined) {
      this.state.phase = 'stopped';
      this.state.stop = undefined;
      return;
    }
    const body = { reason: 'pause', description, threadId: pid, allThreadsStopped: true };
    this.state.enterStop({ pid, body: elsewhere ? { ...body, preserveFocusHint: true } : body });
  }

  /** The tasks move again, and it was not our doing. */
  goOn(): void {
    if (this.state.phase !== 'stopped') return;
    const { stop } = this.state;
    this.state.leaveStop();
    this.state.phase = 'running';
    this.state.hasRun = true;
    if (stop) this.parts.client.send(new ContinuedEvent(stop.pid, true));
  }

  private onTaskState(pid: number, { new_state, reason }: EventData['task_state']): void {
    const { client, threads, debuggee } = this.parts;
    if (this.state.phase === 'idle' || !isFinal(new_state) || (this.state.role.shared && !debuggee.has(pid))) return;
    threads.ended.add(pid);
    if (this.state.role.shared) client.background(this.finishIfOver());
    // A stop that shows the end follows at once; of a task that was killed nothing is left to see.
    queueMicrotask(() => {
      const isShown = this.state.standing.has(pid) || (this.state.phase === 'stopped' && this.state.stop?.pid === pid);
      const isSeen = isShown && threads.ended.has(pid);
      if (!isSeen || reason === 'killed') this.state.dismiss(pid);
    });
  }

  private enterStopped(pid: number, data: EventData['debug_stop']): void {
    const { debuggee, breakpoints, stack, labelStop, client } = this.parts;
    if (!debuggee.has(pid)) {
      if (this.state.isRunning) client.background(this.standStill(`Task ${pid} of another session has stopped`, true));
      return;
    }
    if (this.state.standing.has(pid)) return;
    const { points = [] } = data;
    const label = labelStop.met(points);
    if (label !== undefined) client.background(labelStop.clear());
    const stop = stopOf(debuggee.task(pid), data, breakpoints.hit(points), label);
    stack.noteStop(pid, data.next_pc);
    // An illegal opcode has been passed when it is noticed; the user should see it.
    if (stop.exception && data.pc !== data.next_pc) stack.noteFault({ pid, pc: data.pc });
    if (data.reason === 'step' && this.state.leaving?.pid === pid) this.state.returned = this.state.leaving;
    if (data.problem !== undefined) client.say(data.problem, 'stderr');
    if (this.state.nonStop) this.state.standOne(stop);
    else this.state.enterStop(stop);
  }

  /** Nothing can go on by itself: all tasks have ended, or they wait for ever. */
  private async onIdle(): Promise<void> {
    const { debuggee, client, output } = this.parts;
    const tasks = await debuggee.records();
    if (this.state.phase !== 'running' || this.state.arrivals > 0 || this.state.standing.size > 0) return;
    if (this.areOver(tasks)) {
      this.finish(tasks);
    } else if (!this.state.toldWaiting && !this.state.role.shared) {
      this.state.toldWaiting = true;
      output.flush();
      client.say('Every task waits for a message, and no task is left to send one. Pause to look, or stop.');
    }
  }

  private async finishIfOver(): Promise<void> {
    const tasks = await this.parts.debuggee.records();
    const isShown = this.state.standing.size > 0;
    if (this.state.isRunning && this.state.arrivals === 0 && !isShown && this.areOver(tasks)) this.finish(tasks);
  }

  areOver(records: readonly TaskRecord[]): boolean {
    return this.state.role.endsWithTasks && records.every(({ state }) => isFinal(state));
  }

  finish(records: readonly TaskRecord[]): void {
    const { debuggee, client, output } = this.parts;
    const ends = debuggee.tasks.map(({ pid, name }): TaskEnd => {
      const record = records.find((candidate) => candidate.pid === pid);
      return { pid, name, fault: record?.fault ?? null, status: record?.exit_status ?? null };
    });
    output.end();
    this.parts.ended();
    this.state.dismissEnded();
    for (const end of ends) client.say(describeEnd(end));
    this.state.phase = 'ended';
    client.send(new ExitedEvent(exitCode(ends)));
    client.send(new TerminatedEvent());
  }

  async liveTask(wanted?: number): Promise<number | undefined> {
    const live = (await this.parts.debuggee.records()).filter((task) => !isFinal(task.state));
    return (live.find(({ pid }) => pid === wanted) ?? live[0])?.pid;
  }
}
