/** Plays recorded scenarios of loaded programs on a kernel (vectors README, section services, kind `guest`). */

import { profiles } from '../../src/executive/configuration/limits';
import { ExecutiveError } from '../../src/executive/errors';
import type { EventType } from '../../src/executive/events';
import { Kernel } from '../../src/executive/kernel';
import { runTasks } from '../../src/executive/scheduler';
import { isRunnable } from '../../src/executive/task-state';
import { halfFromNumber } from '../../src/executive/values/half-value';
import { decodeHalf } from '../../src/isa/half';
import { ImageError, readImage } from '../../src/toolchain/image';
import { bytesOf, hexOf } from './scenarios';

export interface Action {
  do: string;
  image?: string;
  pid?: number;
  n?: number;
  addr?: number;
  length?: number;
  ms?: number;
  request?: Request;
  expect: Outcome;
}

/** A request to the command interface of the reference's controller. */
interface Request {
  cmd: string;
  pid?: number;
  oid?: number;
  value?: number;
  addr?: number;
  handle?: number;
  target?: string;
  data?: string;
  flags?: number;
  channel?: number;
}

/** What an action came to; each kind has its own fields. */
export type Outcome = Record<string, unknown>;

export interface GuestScenario {
  id: string;
  title: string;
  profile?: { max_descriptors?: number; handle_limit_per_pid?: number };
  images: Record<string, { hxe: string }>;
  fram_initial?: Record<string, number>;
  actions: Action[];
}

/** Events that the records know. */
const recorded = /^(mailbox|value|cmd|sleep)_/;

export class ServicesPlayer {
  readonly kernel: Kernel;
  /** Events since the last `takeEvents`, as the records write them. */
  private events: Outcome[] = [];
  private log: Outcome[] = [];

  constructor(private readonly scenario: GuestScenario) {
    const { profile = {}, fram_initial = {} } = scenario;
    const stored = new TextEncoder().encode(JSON.stringify(fram_initial));
    this.kernel = new Kernel((type, pid, data) => this.record(type, pid, data), {
      persistence: { kind: 'json', storage: { read: () => stored, write: () => undefined } },
      limits: {
        ...profiles.desktop,
        mailboxes: {
          descriptors: profile.max_descriptors ?? 256,
          handlesPerPid: profile.handle_limit_per_pid ?? null,
          defaultCapacity: 64,
          tapRate: 0,
        },
      },
    });
    // In the records time passes with `advance_ms` only.
    this.kernel.clock.tick = () => {};
  }

  play(action: Action): Outcome {
    const { kernel } = this;
    const { services } = kernel;
    switch (action.do) {
      case 'load':
        return this.load(action.image!);
      case 'step': {
        const executed = this.step(action.n!, action.pid);
        return { executed, events: this.takeEvents(), log: this.log.splice(0) };
      }
      case 'regs': {
        const { pc, sp, psw, registers } = kernel.require(action.pid!).processor;
        return { pc, sp, psw, regs: Array.from(registers, (value) => value >>> 0) };
      }
      case 'peek': {
        const { memory } = kernel.require(action.pid!).processor;
        return { data: hexOf(memory.subarray(action.addr!, action.addr! + action.length!)) };
      }
      case 'tasks':
        return { tasks: [...kernel.tasks.keys()].map((pid) => this.taskOutcome(pid)) };
      case 'waiting':
        return this.waiting();
      case 'arenas':
        return this.arenas();
      case 'mailboxes':
        return { descriptors: services.mailboxes.snapshot() };
      case 'store':
        return { data: Object.fromEntries(services.store.entries()) };
      case 'pause':
        kernel.pause(action.pid!);
        return {};
      case 'resume':
        kernel.resume(action.pid!);
        return {};
      case 'kill':
        kernel.kill(action.pid!);
        return {};
      case 'advance_ms':
        kernel.clock.advanceTo(kernel.now() + action.ms!);
        return {};
      case 'vm_command':
        return this.command(action.request!);
      default:
        throw new Error(`unknown action ${action.do}`);
    }
  }

  /** Loads an image; a refusal is `{ error }`. */
  private load(key: string): Outcome {
    const { kernel } = this;
    const { values, commands } = kernel.services.registry;
    try {
      const { identity, pid, mailboxes } = kernel.load(
        readImage(bytesOf(this.scenario.images[key]!.hxe)),
        `${key}.hxe`,
      );
      return {
        pid,
        app_name: identity.appName,
        app_name_base: identity.appNameBase,
        allow_multiple_instances: identity.image!.allowMultipleInstances,
        value_oids: values.list({ owner: pid }),
        command_oids: commands.list({ owner: pid }),
        mailbox_creation: mailboxes,
      };
    } catch (error) {
      if (error instanceof ExecutiveError || error instanceof ImageError) return { error: error.message };
      throw error;
    }
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

  private step(count: number, pid: number | undefined): number {
    if (pid === undefined) return runTasks(this.kernel, count);
    const task = this.kernel.require(pid);
    let executed = 0;
    for (; executed < count; executed++) {
      this.kernel.expire();
      if (!isRunnable(task.state)) break;
      this.kernel.execute(task, 1);
    }
    this.kernel.current = task;
    return executed;
  }

  private takeEvents(): Outcome[] {
    return this.events.splice(0);
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
    const { state, exitStatus, processor, identity } = this.kernel.require(pid);
    return {
      pid,
      state: isRunnable(state) ? 'ready' : state,
      exit_status: exitStatus,
      app_name: identity.appName,
      pc: processor.pc,
      accounted_steps: processor.steps,
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

  private command(request: Request): Outcome {
    const { mailboxes, mailroom, registry } = this.kernel.services;
    const { cmd, pid = 0, oid = 0 } = request;
    switch (cmd) {
      case 'poke':
        this.kernel.require(pid).processor.memory.set(bytesOf(request.data!), request.addr);
        return {};
      case 'val_list':
        return { values: registry.values.list().map((id) => registry.values.describe(id)) };
      case 'val_get': {
        const caller = request.pid ?? registry.values.owner(oid) ?? 0;
        const { status, raw } = registry.values.get(oid, { pid: caller });
        return { value: status === 0 ? { status, value: decodeHalf(raw), f16: raw, pid: caller } : { status } };
      }
      case 'val_stats': {
        const { values, strings } = registry.statistics();
        return { stats: { values, strings } };
      }
      case 'val_set': {
        const caller = request.pid ?? registry.values.owner(oid) ?? 0;
        const half = halfFromNumber(request.value!);
        const status = registry.values.set(oid, half, { pid: caller }, this.kernel.now());
        return { value: status === 0 ? { status, value: half.number, f16: half.raw, pid: caller } : { status } };
      }
      case 'cmd_list':
        return { commands: registry.commands.list().map((id) => registry.commands.describe(id)) };
      case 'cmd_stats': {
        const { commands, strings } = registry.statistics();
        return { stats: { commands, strings } };
      }
      case 'cmd_call': {
        const caller = request.pid ?? registry.commands.owner(oid) ?? 0;
        let command: Outcome = {};
        registry.commands.call(oid, { pid: caller }, undefined, (result) => {
          command = { ...result, pid: caller };
        });
        return { command };
      }
      case 'mailbox_open':
        return { handle: mailboxes.open(pid, request.target!).number };
      case 'mailbox_recv': {
        const message = mailboxes.receive(pid, request.handle!);
        if (!message) return { mbx_status: 3, length: 0 };
        const { payload, flags, channel, source } = message;
        return { length: payload.length, flags, channel, src_pid: source, data_hex: hexOf(payload) };
      }
      case 'mailbox_send': {
        const { number, mailbox } = request.handle
          ? mailboxes.handle(pid, request.handle)
          : mailboxes.open(pid, request.target!);
        const payload = new TextEncoder().encode(request.data);
        const accepted = mailroom.send(pid, number, payload, request);
        if (!request.handle) mailroom.close(pid, number);
        return { mbx_status: accepted ? 0 : 1, length: accepted ? payload.length : 0, descriptor: mailbox.id };
      }
      default:
        throw new Error(`unknown command ${cmd}`);
    }
  }
}
