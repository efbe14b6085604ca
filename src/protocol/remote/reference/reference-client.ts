/**
 * The reference executive as an {@link ExecutiveClient}: what it lacks of our contract is made of recipes
 * (executive-protocol spec 13.3), and its defects stay on this side.
 */

import type { EmitEvent, EventType, ExecutiveEvent } from '../../../executive/events';
import type { StackFrame, TaskRecord } from '../../../executive/task-record';
import type { TaskState } from '../../../executive/task-state';
import { Serial } from '../../../platform/serial';
import { CommandError, type ExecutiveClient } from '../../client';
import type { CommandName, Request, Response, StepPlan } from '../../contract';
import { toHex } from '../../hex';
import { RefusedError } from '../errors';
import type { WireEvent } from '../event-feed';
import type { ExecutiveLink } from '../link';
import type { Fields } from '../message';
import { AllStop, type Finding } from './all-stop';
import { EmulatedPoints } from './emulated-points';
import { walk } from './return-slots';
import { RunControl } from './run-control';
import { Wire, type WireTask } from './wire';

/** What the client does in the executive's place. */
const emulated = ['register_write', 'read_code', 'debug_run', 'debug_points', 'step_paused'] as const;

/** Causes of a change of state that the recipes do not cause themselves. */
const ownReasons: ReadonlySet<unknown> = new Set([
  'loaded',
  'mailbox_wait',
  'mailbox_wake',
  'timeout',
  'sleep',
  'sleep_wake',
]);
const stopSigns: ReadonlySet<string> = new Set(['debug_break', 'debug_stop', 'vm_error', 'watch_update']);
/** Made by us instead, or of no use. */
const swallowed: ReadonlySet<string> = new Set(
  'debug_break debug_stop vm_error task_state scheduler warning'.split(' '),
);
const stopStates: ReadonlySet<unknown> = new Set(['paused', 'returned', 'terminated']);
const STREAM_FLAGS = { stdout: 1, stderr: 2 } as const;
const MESSAGES = 64;
/** How often the tasks are looked at while they run, in milliseconds: faults and odd ends cause no event. */
const LOOK_PERIOD = 200;

type Handlers = { [Name in CommandName]?: (request: Request<Name>) => Promise<Response<Name>> };

export class ReferenceClient implements ExecutiveClient {
  private readonly listeners = new Set<(event: ExecutiveEvent) => void>();
  private readonly serial = new Serial();
  private readonly wire: Wire;
  private readonly target: AllStop;
  private readonly points: EmulatedPoints;
  private readonly control: RunControl;
  /** Whether anybody has let the tasks run since we came. */
  private untouched = true;
  private sequence = 0;
  private listening = false;

  private constructor(
    private readonly link: ExecutiveLink,
    lookPeriod: number,
  ) {
    this.wire = new Wire(link);
    this.target = new AllStop(this.wire, this.emit);
    this.points = new EmulatedPoints(this.wire, this.target);
    this.control = new RunControl(this.wire, this.target, this.points, this.serial, this.emit, lookPeriod);
    link.onEvent((event) => this.onWireEvent(event));
  }

  /** Stops the executive's clock; from now on it runs only when asked to. */
  static async take(link: ExecutiveLink, lookPeriod = LOOK_PERIOD): Promise<ReferenceClient> {
    const client = new ReferenceClient(link, lookPeriod);
    await client.target.takeOver();
    return client;
  }

  async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    try {
      const handler = this.handlers[command] as ((request: Request<Name>) => Promise<Response<Name>>) | undefined;
      if (handler) return await handler(request);
      return (await this.atRest(() => this.wire.call(command, request as Fields))) as Response<Name>;
    } catch (error) {
      throw error instanceof RefusedError ? new CommandError(command, error.message) : error;
    }
  }

  onEvent(listener: (event: ExecutiveEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Leaves the tasks running if they do; if nobody has moved them, as they were found. */
  async close(): Promise<void> {
    this.listeners.clear();
    const moving = this.untouched ? this.target.ranBefore : this.control.isRunning;
    try {
      const [first] = await this.serial.run(() => this.wire.tasks());
      if (first) await this.control.halt(first.pid);
      await this.serial.run(() => this.points.removeAll());
      await this.serial.run(() => this.target.handBack(moving));
    } catch {
      // It is gone; there is nothing left to put back.
    }
    await this.link.close();
  }

  /**
   * After a connection was lost. The tasks live in another process there and may have gone on meanwhile.
   * @param restarted breakpoints are forgotten
   */
  async restore(restarted: boolean): Promise<void> {
    await this.target.reclaim(restarted);
    await this.control.takeUp(this.complain);
  }

  private readonly emit: EmitEvent = (type, pid, data) => {
    const event = { seq: ++this.sequence, ts: performance.now() / 1000, type, pid, data } as ExecutiveEvent;
    for (const listener of this.listeners) listener(event);
  };

  private atRest<T>(work: () => Promise<T>): Promise<T> {
    return this.serial.run(() => this.target.atRest(work));
  }

  private readonly handlers: Handlers = {
    'session.open': async () => {
      const features = [...this.link.features, ...emulated];
      return { session: { ...this.link.session, features } as Response<'session.open'>['session'] };
    },
    'session.close': async () => ({}),
    ps: async () => {
      const tasks = await this.atRest(() => this.wire.tasks());
      return { tasks: { tasks: tasks.map((task) => this.record(task)), current_pid: null } };
    },
    clock: async ({ op = 'status' }) => {
      if (op === 'start') this.start(undefined);
      if (op === 'stop') await this.haltAny();
      return { clock: await this.clockStatus() };
    },
    step: async ({ pid, steps = 1 }) => {
      if (pid === undefined) {
        const answer = await this.atRest(() => this.wire.call('step', { steps }));
        return answer as unknown as Response<'step'>;
      }
      return { result: await this.atRest(() => this.steps(pid, steps)), clock: await this.clockStatus() };
    },
    load: ({ path }) =>
      this.atRest(async () => {
        const answer = (await this.wire.call('load', { path })) as unknown as Response<'load'>;
        await this.target.hold(answer.image.pid);
        return answer;
      }),
    pause: ({ pid }) =>
      this.atRest(async () => {
        await this.target.pauseByUser(pid);
        return { task: await this.recordOf(pid) };
      }),
    resume: ({ pid }) =>
      this.atRest(async () => {
        await this.target.resumeByUser(pid);
        return { task: await this.recordOf(pid) };
      }),
    kill: async ({ pid }) => {
      await this.atRest(() => this.target.kill(pid));
      this.points.forget(pid);
      return { task: { pid, state: 'terminated' } };
    },
    reload: async ({ pid }) => {
      const reload = await this.atRest(() => this.target.reload(pid));
      this.points.forget(pid);
      await this.link.moveLock(pid, reload.new_pid);
      return { reload };
    },
    bp: ({ pid, op = 'list', addr }) =>
      this.atRest(async () => ({ pid, breakpoints: await this.target.changeBreakpoint(pid, op, addr) })),
    dumpregs: ({ pid }) =>
      this.atRest(async () => {
        const registers = await this.wire.registers(pid);
        return { registers: { ...registers, depth: 0, sp_effective: registers.sp } as never };
      }),
    vm_reg_set: ({ pid, reg, value }) =>
      this.atRest(async () => {
        await this.writeRegister(pid, reg, value);
        return { pid, reg, value };
      }),
    read_code: ({ pid, addr, length }) =>
      this.atRest(async () => ({ data: toHex((await this.wire.codeOf(pid)).slice(addr, addr + length)) })),
    stack: ({ pid, max }) =>
      this.atRest(async () => {
        const { code, stack, registers } = await this.wire.situation(pid);
        const { frames, truncated } = walk(code, stack, registers, max);
        return { stack: { pid, frames: frames as StackFrame[], truncated } };
      }),
    'debug.run': async ({ from, step }) => {
      if (from !== undefined && !step) await this.atRest(() => this.hold(from));
      this.start(step);
      return { clock: await this.clockStatus() };
    },
    'debug.point.add': ({ pid, point }) => this.atRest(async () => ({ id: await this.points.add(pid, point) })),
    'debug.point.remove': ({ pid, id }) =>
      this.atRest(async () => {
        await this.points.remove(pid, id);
        return {};
      }),
    'debug.catch': async ({ catches }) => {
      this.points.setCatches(catches);
      return {};
    },
    'debug.halt': async ({ pid }) => {
      await this.control.halt(pid);
      return { clock: await this.clockStatus() };
    },
  };

  private start(step: StepPlan | undefined): void {
    this.untouched = false;
    this.control.start(step, this.complain);
  }

  /** The task somebody looks at stands, so that a breakpoint at its pc is passed when it goes on. */
  private async hold(pid: number): Promise<void> {
    const task = await this.wire.task(pid);
    if (task && !this.target.ends.has(pid) && (task.state === 'running' || task.state === 'ready')) {
      await this.target.hold(pid);
    }
  }

  private async haltAny(): Promise<void> {
    const [first] = await this.serial.run(() => this.wire.tasks());
    if (first) await this.control.halt(first.pid);
  }

  /** The executive's own status, but for what our looks at the tasks do to its clock. */
  private async clockStatus(): Promise<Response<'clock'>['clock']> {
    const status = (await this.serial.run(() => this.wire.call('clock')))['clock'] as Response<'clock'>['clock'];
    const running = this.control.isRunning;
    return { ...status, state: running ? 'running' : 'stopped', running, mode: running ? 'active' : 'stopped' };
  }

  /** Steps of a task that stands, which stays so. */
  private async steps(pid: number, count: number): Promise<Response<'step'>['result']> {
    let executed = 0;
    let finding: Finding | undefined;
    while (executed < count && !finding && !this.target.ends.has(pid)) {
      const before = await this.wire.registers(pid);
      finding = await this.target.stepOne(pid);
      const after = await this.wire.registers(pid);
      if (after.steps === before.steps && after.pc === before.pc) break;
      executed++;
    }
    const { pc, steps } = await this.wire.registers(pid);
    const running = !finding && !this.target.ends.has(pid);
    return {
      ...{ executed, running, pc, steps, cycles: steps, sleep_pending: false, events: [] },
      ...{ paused: finding !== undefined, current_pid: pid, next_pid: pid, debug_event: null },
    };
  }

  private readonly complain = (error: unknown): void => {
    this.emit('stderr', null, { text: `The executive refused: ${error instanceof Error ? error.message : error}\n` });
  };

  /** R0..R15 are memory; between resume and pause the machine takes what is written there (recipe E). */
  private async writeRegister(pid: number, name: string, value: number): Promise<void> {
    const index = Number(/^R(\d{1,2})$/i.exec(name)?.[1] ?? Number.NaN);
    if (!(index < 16)) throw new RefusedError('vm_reg_set', `this executive cannot write ${name}, only R0 to R15`);
    const { reg_base } = await this.wire.registers(pid);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value >>> 0, true);
    await this.wire.resume(pid);
    await this.wire.poke(pid, reg_base + 4 * index, toHex(bytes));
    await this.target.hold(pid);
  }

  private async recordOf(pid: number): Promise<TaskRecord> {
    const task = await this.wire.task(pid);
    if (!task) throw new RefusedError('info', `unknown pid ${pid}`);
    return this.record(task);
  }

  private record(task: WireTask): TaskRecord {
    const end = this.target.ends.get(task.pid);
    const state = end?.state ?? (task.state as TaskState);
    const exitStatus = end ? end.exitStatus : task.exit_status;
    const fault = end?.fault ?? (this.target.lost.has(task.pid) ? 'pc_out_of_range' : null);
    return { ...task, state, exit_status: exitStatus, fault } as unknown as TaskRecord;
  }

  // --- events -------------------------------------------------------------------------------------------------------

  private onWireEvent(event: WireEvent): void {
    const { type, pid } = event;
    const data = (event['data'] ?? {}) as Fields;
    const task = typeof pid === 'number' ? pid : null;
    if (type === 'watch_update') this.points.note(data);
    if (stopSigns.has(type)) this.control.look();
    if (type === 'task_state') this.onTaskState(task, data);
    else if (!swallowed.has(type)) this.emit(type as EventType, task, data as never);
    if (type === 'mailbox_send' && (Number(data['flags']) & 3) !== 0) void this.listen();
  }

  private onTaskState(pid: number | null, data: Fields): void {
    if (stopStates.has(data['new_state']) && data['reason'] !== 'user_pause') this.control.look();
    if (ownReasons.has(data['reason']) || data['new_state'] === 'terminated') {
      this.emit('task_state', pid, data as never);
    }
  }

  /** Fetches what was written to standard output, which holds no more than 64 bytes (recipe H). */
  private async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    try {
      for (let more = true; more; ) {
        const { messages } = await this.atRest(() => this.wire.call('listen', { limit: MESSAGES }));
        const texts = Array.isArray(messages) ? (messages as Fields[]) : [];
        for (const { text, flags, src_pid } of texts) {
          const stream = (Number(flags) & STREAM_FLAGS.stderr) !== 0 ? 'stderr' : 'stdout';
          this.emit(stream, Number(src_pid), { text: String(text) });
        }
        more = texts.length > 0;
      }
    } catch {
      // The connection is gone, or the answer was another's: what is left comes with the next message.
    } finally {
      this.listening = false;
    }
  }
}
