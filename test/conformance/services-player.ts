/** Plays recorded scenarios of loaded programs on an executive (vectors README, section services). */

import { profiles } from '../../src/executive/configuration/limits';
import { ExecutiveError } from '../../src/executive/errors';
import type { EventType } from '../../src/executive/events';
import { Executive } from '../../src/executive/executive';
import type { Kernel } from '../../src/executive/kernel';
import { runTask, runTasks } from '../../src/executive/scheduler';
import { isRunnable } from '../../src/executive/task-state';
import { ImageError, readImage } from '../../src/toolchain/image';
import { type ControllerRequest, controllerReply } from './controller-requests';
import { bytesOf, hexOf } from './scenarios';

export interface Action {
  do: string;
  image?: string;
  pid?: number;
  n?: number;
  addr?: number;
  length?: number;
  ms?: number;
  priority?: number;
  quantum?: number;
  label?: string;
  data?: string;
  request?: ControllerRequest;
  expect: Outcome;
}

/** What an action came to; each kind has its own fields. */
export type Outcome = Record<string, unknown>;

export interface ServicesScenario {
  id: string;
  title: string;
  class: 'normal' | 'quirk';
  recommended?: string;
  profile?: { max_descriptors?: number; handle_limit_per_pid?: number };
  images: Record<string, { hxe: string }>;
  fram_initial?: Record<string, number>;
  actions: Action[];
}

/** Events that the records know. */
const recorded = /^(mailbox|value|cmd|sleep)_|^(vm_error|debug_stop|fault)$/;

type Actions = Readonly<Record<string, (action: Action) => Outcome>>;

export class ServicesPlayer {
  executive: Executive;
  /** Events since the last `takeEvents`, as the records write them. */
  private events: Outcome[] = [];
  private log: Outcome[] = [];
  private trace: [pid: number, pc: number][] = [];

  constructor(private readonly scenario: ServicesScenario) {
    this.executive = this.create();
  }

  get kernel(): Kernel {
    // Where the records speak of the controller, the kernel is its counterpart.
    return this.executive['kernel'];
  }

  /** A refusal is `{ error }`. @throws Error for an action that there is not */
  play(action: Action): Outcome {
    const act = this.actions[action.do];
    if (!act) throw new Error(`unknown action ${action.do}`);
    try {
      return act(action);
    } catch (error) {
      if (error instanceof ExecutiveError || error instanceof ImageError) return { error: error.message };
      throw error;
    }
  }

  private readonly actions: Actions = {
    load: ({ image }) => this.load(image!),
    step: ({ n, pid }) => this.step(n!, pid),
    regs: ({ pid }) => {
      const { pc, sp, psw, registers } = this.kernel.require(pid!).processor;
      return { pc, sp, psw, regs: Array.from(registers, (value) => value >>> 0) };
    },
    peek: ({ pid, addr, length }) => ({ data: hexOf(this.executive.readMemory(pid!, addr!, length!)) }),
    tasks: () => {
      const pids = [...this.kernel.tasks.keys()].sort((a, b) => a - b);
      return { tasks: pids.map((pid) => this.taskOutcome(pid)), ...this.turn() };
    },
    waiting: () => this.waiting(),
    arenas: () => this.arenas(),
    mailboxes: () => ({ descriptors: this.executive.mail.snapshot() }),
    store: () => ({ data: Object.fromEntries(this.kernel.services.store.entries()) }),
    scheduler: () => ({
      trace: this.kernel.ring.recent(),
      counters: this.kernel.ring.report().counters,
      mailbox_counters: this.kernel.ring.mailboxCounters(this.kernel.tasks.keys()),
    }),
    scheduler_summary: () => {
      const entries = this.kernel.ring.recent();
      const { counters, trace } = this.executive.info().scheduler;
      return {
        length: entries.length,
        first: entries[0],
        last: entries.at(-1),
        counters,
        info_shows: trace.length,
      };
    },
    sched_attrs: ({ pid, priority, quantum }) => {
      const record = this.executive.schedule(pid!, priority, quantum);
      return { priority: record.priority, quantum: record.quantum };
    },
    pause: ({ pid }) => {
      this.kernel.pause(pid!);
      return { state: this.kernel.require(pid!).state, ...this.turn() };
    },
    resume: ({ pid }) => {
      this.kernel.resume(pid!);
      return { state: this.kernel.require(pid!).state, ...this.turn() };
    },
    kill: ({ pid }) => {
      this.executive.kill(pid!);
      return { state: this.kernel.tasks.get(pid!)?.state ?? 'terminated', ...this.turn() };
    },
    // A controller that was reset is a new one.
    reset: () => {
      this.executive = this.create();
      return {};
    },
    advance_ms: ({ ms }) => {
      const { clock } = this.kernel;
      clock.advanceTo(clock.now() + ms!);
      return {};
    },
    // Nothing is held back: an asynchronous command completes before its caller goes on.
    run_async: () => ({}),
    stream_begin: ({ label }) => streaming(() => ({ pid: this.executive.provisioning.begin(label) })),
    stream_write: ({ pid, data }) =>
      streaming(() => ({ bytes: this.executive.provisioning.write(pid!, bytesOf(data!)) })),
    stream_end: ({ pid }) =>
      streaming(() => {
        const task = this.executive.provisioning.end(pid!);
        return { pid: task.pid, app_name: task.identity.appName };
      }),
    stream_abort: ({ pid }) =>
      streaming(() => {
        this.executive.provisioning.abort(pid!);
        return {};
      }),
    vm_command: ({ request }) => controllerReply(this.executive, request!),
  };

  private create(): Executive {
    const { profile, fram_initial = {} } = this.scenario;
    const stored = new TextEncoder().encode(JSON.stringify(fram_initial));
    const executive = new Executive({
      persistence: { kind: 'json', storage: { read: () => stored, write: () => undefined } },
      limits: {
        ...profiles.desktop,
        ...(profile && {
          mailboxes: {
            descriptors: profile.max_descriptors ?? 256,
            handlesPerPid: profile.handle_limit_per_pid ?? null,
            defaultCapacity: 64,
            tapRate: 0,
          },
        }),
      },
    });
    executive.events.listen(({ type, pid, data }) => this.record(type, pid, data));
    // A fault concerns nobody but its task.
    executive.setCatches([{ name: 'brk' }, { name: 'pc_out_of_range' }]);
    const kernel = executive['kernel'];
    // In the records time passes with `advance_ms` only.
    kernel.clock.tick = () => {};
    const execute = kernel.execute.bind(kernel);
    // As in the records every attempt counts, also a RET that ends its task.
    kernel.execute = (task) => {
      this.trace.push([task.pid, task.processor.pc]);
      return Math.max(1, execute(task, 1));
    };
    return executive;
  }

  private load(key: string): Outcome {
    const { kernel } = this;
    const { values, commands } = kernel.services.registry;
    const image = readImage(bytesOf(this.scenario.images[key]!.hxe));
    const { identity, pid, mailboxes } = kernel.load(image, `${key}.hxe`);
    return {
      pid,
      app_name: identity.appName,
      app_name_base: identity.appNameBase,
      allow_multiple_instances: image.allowMultipleInstances,
      value_oids: values.list({ owner: pid }),
      command_oids: commands.list({ owner: pid }),
      mailbox_creation: mailboxes,
    };
  }

  private step(count: number, pid: number | undefined): Outcome {
    const { kernel } = this;
    this.trace = [];
    kernel.debugStop = null;
    kernel.ring.listing = true;
    if (pid === undefined) runTasks(kernel, count);
    else runTask(kernel, kernel.require(pid), count);
    kernel.ring.listing = false;
    const { trace } = this;
    const events = this.events.splice(0);
    return { executed: trace.length, trace, next_pid: this.turn().current_pid, events, log: this.log.splice(0) };
  }

  private turn(): { current_pid: number | null } {
    return { current_pid: this.kernel.current?.pid ?? null };
  }

  private arenas(): Outcome {
    const tasks = [...this.kernel.tasks.values()];
    return Object.fromEntries(
      tasks.map(({ pid, identity: { arena } }) => {
        const { registerBase, stackBase, stackSize, stackPointer } = arena;
        return [pid, { reg_base: registerBase, stack_base: stackBase, stack_size: stackSize, sp: stackPointer }];
      }),
    );
  }

  private record(type: EventType, pid: number | null, data: object): void {
    const fields: Outcome = { ...data };
    if (type === 'uart') this.log.push({ uart: fields['text'] });
    if (type === 'can') this.log.push({ can: fields });
    if (type === 'task_state' && fields['reason'] === 'exited') {
      this.log.push({ exit: this.kernel.require(pid!).exitStatus });
    }
    if (!recorded.test(type)) return;
    const { deadline } = fields;
    if (typeof deadline === 'number') {
      delete fields['deadline'];
      fields['deadline_ms'] = deadline * 1000;
    }
    this.events.push({ type, pid, ...fields });
  }

  private taskOutcome(pid: number): Outcome {
    const { state, exitStatus, processor, identity, priority, quantum } = this.kernel.require(pid);
    const { registerBase, stackBase, stackSize } = identity.arena;
    return {
      pid,
      state: isRunnable(state) ? 'ready' : state,
      exit_status: exitStatus,
      app_name: identity.appName,
      pc: processor.pc,
      priority,
      quantum,
      accounted_steps: processor.steps,
      reg_base: registerBase,
      stack_base: stackBase,
      stack_size: stackSize,
    };
  }

  private waiting(): Outcome {
    const tasks = [...this.kernel.tasks.values()].filter(({ wait }) => wait);
    return Object.fromEntries(
      tasks.map(({ pid, wait }) => {
        const { descriptor, handle, buffer, size, timeout, info } = wait!;
        const fields = {
          descriptor_id: descriptor,
          handle,
          buffer_ptr: buffer,
          max_len: size,
          timeout,
          info_ptr: info,
        };
        return [pid, fields];
      }),
    );
  }
}

function streaming(act: () => Outcome): Outcome {
  try {
    return { status: 'ok', ...act() };
  } catch (error) {
    if (!(error instanceof ExecutiveError)) throw error;
    return { status: 'error', error: error.message };
  }
}
