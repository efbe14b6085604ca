/**
 * What tools are told about states and turns (services spec 2.4, executive-protocol spec 6.3, 11.3). The kernel changes
 * `running` to `ready` silently with the first instruction; tools see the net change of every call, and one event when
 * the turn has passed from one task to another.
 */

import type { EmitEvent, EventData, EventType } from './events';
import type { Kernel } from './kernel';
import type { Task } from './task';
import { isFinal, isRunnable, type TaskState } from './task-state';

/** Who executed instructions: a command, or the clock. */
export type StepSource = 'manual' | 'auto';

interface Execution {
  readonly source: StepSource;
  readonly executed: number;
  /** The task that executed last. */
  readonly last: Task | null;
}

export class StateReports {
  private readonly told = new Map<number, TaskState>();
  /** As {@link told} at the last report. */
  private readonly settled = new Map<number, TaskState>();
  /** The task whose turn it was at the last report. */
  private current: Task | null = null;
  private stopReason: EventData['debug_stop']['reason'] | null = null;
  /** Stops of tasks that are told after the change of turn they caused. */
  private breaks: { pid: number; data: EventData['debug_break'] }[] = [];

  constructor(
    private readonly kernel: Kernel,
    private readonly publish: EmitEvent,
  ) {}

  /** Passes an event of the kernel on, with the state that was told last. */
  readonly emit: EmitEvent = (type, pid, data) => {
    if (type === 'debug_stop') this.stopReason = (data as EventData['debug_stop']).reason;
    if (type !== 'task_state' || pid === null) this.publish(type as EventType, pid, data);
    else this.emitState(pid, data as EventData['task_state']);
  };

  private emitState(pid: number, data: EventData['task_state']): void {
    const atBreak =
      data.reason === 'debug_break' && (this.stopReason === 'breakpoint' || this.stopReason === 'brk')
        ? this.stopReason
        : null;
    const previous = this.told.get(pid) ?? null;
    if (data.new_state === 'terminated' && data.reason === 'killed') this.told.delete(pid);
    else this.told.set(pid, data.new_state);
    this.publish('task_state', pid, {
      ...data,
      prev_state: previous,
      ...(atBreak && { details: { ...data.details, phase: 'post' } }),
    });
    if (!atBreak) return;
    this.stopReason = null;
    this.breaks.push({ pid, data: { pc: data.details!['pc'] as number, phase: 'post', reason: atBreak } });
  }

  /** Stops a task that has come to a breakpoint with the last instruction it was to execute. */
  stopAtBreakpoint(task: Task): void {
    this.stopReason = 'breakpoint';
    task.stoppedByDebugger = true;
    if (this.kernel.current === task) this.kernel.current = null;
    this.kernel.setState(task, 'paused', 'debug_break', { pc: task.processor.pc });
  }

  /** Somebody resumes a task that could run anyway: it gets the turn. */
  resumeAgain(task: Task): void {
    this.kernel.current = task;
    this.kernel.setState(task, 'running', 'resume');
  }

  /** Call after everything that may have changed states or the turn. */
  report(execution?: Execution): void {
    const { kernel } = this;
    const before = execution?.last ?? this.current;
    if (execution?.source === 'auto' && execution.last) kernel.ring.slice(execution.last, kernel.current);
    const wordBefore = before && (this.settled.get(before.pid) ?? before.state);
    this.mark(before);
    for (const task of kernel.tasks.values()) {
      const told = this.told.get(task.pid) ?? null;
      if (task.state !== told) this.emitState(task.pid, { prev_state: told, new_state: task.state });
    }
    this.reportTurn(before, wordBefore, execution);
    this.current = kernel.current;
    this.settled.clear();
    for (const [pid, state] of this.told) this.settled.set(pid, state);
    for (const { pid, data } of this.breaks.splice(0)) this.publish('debug_break', pid, data);
  }

  /** A task that gets the turn is `running` until it has executed, one that lost it `ready`. */
  private mark(before: Task | null): void {
    const { current } = this.kernel;
    if (current === before) return;
    if (current?.state === 'ready') current.state = 'running';
    if (before?.state === 'running' && this.kernel.tasks.has(before.pid)) before.state = 'ready';
  }

  private reportTurn(before: Task | null, wordBefore: TaskState | null, execution?: Execution): void {
    const { current: next, tasks } = this.kernel;
    if (!before || before === next) return;
    const here = tasks.has(before.pid);
    const used = before.processor.steps % before.quantum;
    this.publish('scheduler', next?.pid ?? null, {
      state: 'switch',
      prev_pid: before.pid,
      next_pid: next?.pid ?? null,
      reason: reasonFor(before, here),
      quantum_remaining: used === 0 ? 0 : before.quantum - used,
      prev_state: wordBefore!,
      ...(next && { next_state: next.state }),
      ...(here && { post_state: before.state }),
      ...(execution && { executed: execution.executed, source: execution.source }),
    });
  }
}

function reasonFor({ state }: Task, here: boolean): EventData['scheduler']['reason'] {
  if (!here || isFinal(state)) return 'killed';
  if (isRunnable(state)) return 'quantum_expired';
  return state === 'sleeping' ? 'sleep' : state === 'waiting_mbx' ? 'wait_mbx' : 'paused';
}
