/**
 * The tasks of a reference executive, all stopped or all running (executive-protocol spec 13.2): its clock runs only
 * while the program does, so that no answer is mixed up and nothing moves while somebody looks.
 */

import type { EmitEvent, FaultName } from '../../../executive/events';
import { opcodeOf, wordAt } from '../../../isa/encoding';
import { Opcode } from '../../../isa/instructions';
import type { Response } from '../../contract';
import { RefusedError } from '../errors';
import { faultOf, isExit, type TaskEnd } from './task-ends';
import type { StepResult, Wire, WireTask } from './wire';

/** What a look at the tasks found: one that has stopped, and why. */
export type Finding =
  | { readonly kind: 'breakpoint'; readonly pid: number; readonly pc: number }
  | { readonly kind: 'brk'; readonly pid: number; readonly pc: number; readonly opcode: number; readonly code: number }
  | { readonly kind: 'error'; readonly pid: number; readonly pc: number; readonly error: FaultName };

const isRunnable = ({ state }: WireTask): boolean => state === 'running' || state === 'ready';

export class AllStop {
  readonly ends = new Map<number, TaskEnd>();
  /** Left their code: they stand, and would stop there again. */
  readonly lost = new Set<number>();
  /** Paused by us, to go on with the next run. */
  readonly held = new Set<number>();
  /** Paused by its user, or before we came. */
  private readonly paused = new Set<number>();
  private readonly attached = new Set<number>();
  private readonly breakpoints = new Map<number, Set<number>>();
  private readonly lastSeen = new Map<number, { pc: number; steps: number }>();
  private justEnded: number[] = [];
  private clockIsOn = false;
  /** Whether the executive's clock ran when we came. */
  ranBefore = false;

  constructor(
    private readonly wire: Wire,
    private readonly emit: EmitEvent,
  ) {}

  /** Stops the clock and takes note of what is paused; afterwards nothing moves. */
  async takeOver(): Promise<void> {
    this.ranBefore = await this.wire.clockRuns();
    await this.stopClock();
    for (const task of await this.wire.tasks()) {
      if (task.state === 'paused') this.paused.add(task.pid);
      await this.attach(task.pid);
    }
  }

  /** After a lost connection: nothing moves, and breakpoints are there again where the executive forgot them. */
  async reclaim(restarted: boolean): Promise<void> {
    await this.stopClock();
    const alive = new Set((await this.wire.tasks()).map(({ pid }) => pid));
    for (const pid of [...this.attached]) if (!alive.has(pid)) this.forget(pid);
    if (restarted) {
      this.attached.clear();
      for (const [pid, wanted] of [...this.breakpoints]) {
        await this.attach(pid);
        for (const addr of wanted) await this.changeBreakpoint(pid, 'set', addr);
      }
    }
  }

  /** Lets go whom we hold, as far as the tasks still live. @param moving whether the clock shall run */
  async handBack(moving: boolean): Promise<void> {
    await this.stopClock();
    for (const pid of this.held) await this.wire.resume(pid);
    this.held.clear();
    if (moving) await this.startClock();
  }

  /** The first command about breakpoints lets a paused task go (Q06): better now than later. */
  async attach(pid: number): Promise<void> {
    if (this.attached.has(pid)) return;
    this.attached.add(pid);
    this.breakpoints.set(pid, new Set(await this.wire.breakpoints(pid, 'list')));
    if (this.paused.has(pid) || this.held.has(pid)) await this.wire.pause(pid);
  }

  /** Makes a task stand where it is, until the next run; one that its user paused stays so. */
  async hold(pid: number): Promise<void> {
    await this.attach(pid);
    await this.wire.pause(pid);
    if (!this.paused.has(pid)) this.held.add(pid);
  }

  forget(pid: number): void {
    for (const map of [this.ends, this.breakpoints, this.lastSeen]) map.delete(pid);
    for (const set of [this.lost, this.held, this.paused, this.attached]) set.delete(pid);
    this.wire.forget(pid);
  }

  /** A kill stops the clock and lets the lowest task go, even a paused one (Q28). */
  async kill(pid: number): Promise<void> {
    await this.wire.call('kill', { pid });
    await this.afterKill(pid);
  }

  /**
   * A kill and a load of the same image in one; the new task stands at its entry.
   * @throws RefusedError when it could not be loaded: the old one may be gone all the same (Q20)
   */
  async reload(pid: number): Promise<Response<'reload'>['reload']> {
    try {
      const reload = (await this.wire.call('reload', { pid }))['reload'] as Response<'reload'>['reload'];
      await this.hold(reload.new_pid);
      return reload;
    } finally {
      if (!(await this.wire.task(pid))) await this.afterKill(pid);
    }
  }

  private async afterKill(pid: number): Promise<void> {
    this.forget(pid);
    this.clockIsOn = false;
    for (const task of await this.wire.tasks()) {
      const stands = this.paused.has(task.pid) || this.held.has(task.pid);
      if (stands && isRunnable(task)) await this.wire.pause(task.pid);
    }
  }

  async pauseByUser(pid: number): Promise<void> {
    await this.wire.pause(pid);
    this.held.delete(pid);
    this.paused.add(pid);
  }

  async resumeByUser(pid: number): Promise<void> {
    this.paused.delete(pid);
    this.held.delete(pid);
    await this.wire.resume(pid);
  }

  // --- breakpoints --------------------------------------------------------------------------------------------------

  breakpointsOf(pid: number): ReadonlySet<number> {
    return this.breakpoints.get(pid) ?? new Set();
  }

  async changeBreakpoint(pid: number, op: 'list' | 'set' | 'clear' | 'clear_all', addr?: number): Promise<number[]> {
    await this.attach(pid);
    const all = await this.wire.breakpoints(pid, op, addr);
    this.breakpoints.set(pid, new Set(all));
    return all;
  }

  // --- the clock ----------------------------------------------------------------------------------------------------

  async stopClock(): Promise<void> {
    await this.wire.clock('stop');
    this.clockIsOn = false;
  }

  async startClock(): Promise<void> {
    await this.wire.clock('start');
    this.clockIsOn = true;
  }

  /** Does something while nothing moves; what moved goes on afterwards. */
  async atRest<T>(work: () => Promise<T>): Promise<T> {
    if (!this.clockIsOn) return work();
    await this.stopClock();
    try {
      return await work();
    } finally {
      await this.startClock();
    }
  }

  // --- running ------------------------------------------------------------------------------------------------------

  /** Lets everybody go whom we hold; breakpoints at their pc were passed before ({@link stepOff}). */
  async release(): Promise<void> {
    for (const pid of [...this.held]) {
      if (!this.ends.has(pid)) await this.wire.resume(pid);
      this.held.delete(pid);
    }
    // A stop in the machine freezes everybody until anybody is resumed (Q05).
    if (!(await this.wire.isFrozen())) return;
    const able = (await this.wire.tasks()).find((task) => isRunnable(task) && !this.ends.has(task.pid));
    if (able) await this.wire.resume(able.pid);
  }

  /**
   * One instruction of a task that we hold or that stands by itself, past a breakpoint at its pc (recipe B). It is held
   * afterwards, unless it can no longer run.
   */
  async stepOne(pid: number): Promise<Finding | undefined> {
    const { pc, steps } = await this.wire.registers(pid);
    const armed = this.breakpointsOf(pid).has(pc);
    if (armed) await this.wire.breakpoints(pid, 'clear', pc);
    try {
      this.held.delete(pid);
      await this.wire.resume(pid);
      const result = await this.stepResult(pid);
      if (result === 'returned') {
        await this.inspect();
        return undefined;
      }
      if (!result.running) return await this.afterStop(pid, result, { pc, steps });
      await this.wire.pause(pid);
      this.held.add(pid);
      return undefined;
    } finally {
      if (armed && !this.ends.has(pid)) await this.wire.breakpoints(pid, 'set', pc);
    }
  }

  private async stepResult(pid: number): Promise<StepResult | 'returned'> {
    try {
      return await this.wire.step(pid);
    } catch (error) {
      // Some task has returned, and spoils every refresh until that is cured (Q07).
      if (!(error instanceof RefusedError) || !error.message.includes('RETURNED')) throw error;
      return 'returned';
    }
  }

  private async afterStop(pid: number, { executed, paused }: StepResult, before: { pc: number; steps: number }) {
    const finding = await this.inspect();
    if (finding || paused || executed === 0 || this.ends.has(pid)) return finding;
    const registers = await this.wire.registers(pid);
    const stands = registers.pc === before.pc && registers.steps === before.steps;
    return stands ? this.fault(pid) : undefined;
  }

  /** Whoever stands at a breakpoint takes one step, or would not get away from it (Q02, Q03). */
  async stepOff(): Promise<Finding | undefined> {
    return this.stepOffOthers(undefined);
  }

  /** The same, but for one task. */
  async stepOffOthers(but: number | undefined): Promise<Finding | undefined> {
    for (const pid of [...this.held]) {
      if (this.ends.has(pid) || pid === but) continue;
      const { pc } = await this.wire.registers(pid);
      if (!this.breakpointsOf(pid).has(pc)) continue;
      const finding = await this.stepOne(pid);
      if (finding) return finding;
    }
    return undefined;
  }

  // --- looking ------------------------------------------------------------------------------------------------------

  /** Looks at all tasks, which must be at rest: takes note of those that ended, and finds one that stopped. */
  async inspect(): Promise<Finding | undefined> {
    let finding: Finding | undefined;
    for (const task of await this.wire.tasks()) {
      if (this.ends.has(task.pid)) continue;
      await this.attach(task.pid);
      if (task.state === 'returned') await this.noteReturned(task);
      else if (task.state === 'paused' && !this.paused.has(task.pid) && !this.held.has(task.pid)) {
        finding = (await this.classify(task.pid)) ?? finding;
      } else if (isRunnable(task)) finding = (await this.findFault(task)) ?? finding;
    }
    return finding;
  }

  /** Whether any task can go on by itself. */
  async anyCanGoOn(): Promise<boolean> {
    const tasks = await this.wire.tasks();
    return tasks.some(
      (task) => !this.ends.has(task.pid) && (isRunnable(task) || (task['wait_deadline'] ?? null) !== null),
    );
  }

  private async noteReturned(task: WireTask): Promise<void> {
    await this.cureReturned(task.pid);
    this.end(task.pid, { state: 'returned', exitStatus: task.exit_status, fault: null }, 'returned');
  }

  /** The executive refuses that a ready task has returned; executed again from `running`, the last RET is accepted. */
  private async cureReturned(pid: number): Promise<void> {
    try {
      await this.wire.call('ps');
    } catch (error) {
      if (!(error instanceof RefusedError) || !error.message.includes(`RETURNED:pid=${pid}`)) return;
      await this.wire.resume(pid);
      await this.stepResult(pid);
    }
  }

  /** Why a task stands that nobody paused. */
  private async classify(pid: number): Promise<Finding | undefined> {
    const { pc, regs } = await this.wire.registers(pid);
    const code = await this.wire.codeOf(pid);
    const before = wordAt(code, pc - 4);
    if (this.breakpointsOf(pid).has(pc)) {
      this.held.add(pid);
      return { kind: 'breakpoint', pid, pc };
    }
    if (before !== undefined && opcodeOf(before) === Opcode.BRK) {
      this.held.add(pid);
      return { kind: 'brk', pid, pc: pc - 4, opcode: before, code: before & 0xff };
    }
    if (isExit(before)) {
      this.end(pid, { state: 'returned', exitStatus: regs[0]! >>> 0, fault: null }, 'exited');
      return undefined;
    }
    if (pc + 4 > code.length) {
      this.held.add(pid);
      this.lost.add(pid);
      this.emit('vm_error', pid, { error: 'pc_out_of_range', pc, code_len: code.length });
      return { kind: 'error', pid, pc, error: 'pc_out_of_range' };
    }
    if (before !== undefined && !knownOpcodes.has(opcodeOf(before))) {
      this.end(pid, { state: 'stopped', exitStatus: null, fault: 'illegal_opcode' }, 'fault');
      return { kind: 'error', pid, pc: pc - 4, error: 'illegal_opcode' };
    }
    // Somebody else paused it.
    this.paused.add(pid);
    return undefined;
  }

  /** A task that faulted repeats its instruction on every turn (Q09). */
  private async findFault({ pid, pc, accounted_steps: steps }: WireTask): Promise<Finding | undefined> {
    const seen = this.lastSeen.get(pid);
    this.lastSeen.set(pid, { pc, steps });
    return seen && seen.pc === pc && seen.steps === steps ? this.fault(pid) : undefined;
  }

  private async fault(pid: number): Promise<Finding | undefined> {
    const { pc, regs } = await this.wire.registers(pid);
    const fault = faultOf(regs[0]!, await this.wire.wordAt(pid, pc));
    if (!fault) return undefined;
    await this.wire.pause(pid);
    this.emit('fault', pid, { code: regs[0]! >>> 0, error: fault, pc });
    this.end(pid, { state: 'terminated', exitStatus: null, fault }, 'fault');
    return { kind: 'error', pid, pc, error: fault };
  }

  /** Tasks that have ended since this was asked for. */
  takeEnded(): readonly number[] {
    const ended = this.justEnded;
    this.justEnded = [];
    return ended;
  }

  private end(pid: number, end: TaskEnd, reason: string): void {
    this.ends.set(pid, end);
    this.justEnded.push(pid);
    this.held.delete(pid);
    const { state, exitStatus, fault } = end;
    const details = fault ? { error: fault } : { exit_status: exitStatus };
    this.emit('task_state', pid, { prev_state: 'ready', new_state: state, reason, details });
  }
}

const knownOpcodes: ReadonlySet<number> = new Set(Object.values(Opcode));
