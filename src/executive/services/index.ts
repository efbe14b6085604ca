/** The services of an executive: what guests reach with SVC, and the tables behind it (services spec 3 to 6). */

import type { Storage } from '../../platform/storage';
import type { Volume } from '../../platform/volume';
import { profiles, type ResourceLimits } from '../configuration/limits';
import { ExecutiveError } from '../errors';
import { FileStore } from '../files/file-store';
import { setRegister } from '../guest-memory';
import { Devices } from '../hal/devices';
import { FramArea } from '../hal/fram-area';
import { MailboxError } from '../mailboxes/error';
import { MailboxManager } from '../mailboxes/manager';
import { createLayout, type LayoutName } from '../persistence/layout';
import type { ProgramImage } from '../provisioning/program-image';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import { ValueStatus } from '../values/constants';
import { Registry } from '../values/registry';
import { DelayedStore } from '../values/store';
import type { Notify } from '../values/value-table';
import { DeclaredBindings } from './bindings';
import { checkBudget, type Newcomer } from './budget';
import { checkCapabilities } from './capabilities';
import { createCommandService } from './commands';
import { createCanService, createCoreService, createSleepService, createTaskService } from './core';
import { type BoundMailbox, bindDeclared, checkIdentifiers, registerDeclared } from './declarations';
import { createFileService } from './files';
import { createHalFileService } from './hal-files';
import { HandlerCalls } from './handler-calls';
import { createMailboxService } from './mailboxes';
import { Mailroom } from './mailroom';
import { createMathService } from './math';
import { PendingWork } from './pending-work';
import { createProvisioningService, type ProgramLoads } from './provisioning';
import { noSuchService } from './unknown';
import { createValueService } from './values';

export interface ServiceOptions {
  /** Offers module 14. Default false. */
  readonly math?: boolean;
  /**
   * Takes messages on standard output and error away once their event is out, unless somebody else has them open: a
   * task never finds its stream full for lack of a listener. Default false.
   */
  readonly drainStdio?: boolean | (() => boolean);
  /** Default `profiles.desktop`. */
  readonly limits?: ResourceLimits;
  /** Where files are. Default: in memory, as long as the executive. */
  readonly volume?: Volume;
  /** Where persistent values live. Default: in memory, as long as the executive. */
  readonly persistence?: {
    readonly kind: LayoutName;
    readonly storage: Storage;
    /** Of the FRAM that programs address directly. */
    readonly area?: Storage;
  };
  /** Devices of the modules 0x10 to 0x15, and loads of module 0x17; `none` leaves module numbers at four bits, as the reference has them. */
  readonly hal?: 'simulated' | 'none';
  /** Refuses values outside their declared range (quirk 19). Default false. */
  readonly strictRanges?: boolean;
  /** Enforces the access bits of mailboxes against others than their owner (quirk 9). Default false. */
  readonly strictAccess?: boolean;
  /** Text that opens commands with the PIN flag. Without it they cannot be called. */
  readonly pin?: string;
}

export interface Services {
  readonly limits: ResourceLimits;
  readonly mailboxes: MailboxManager;
  readonly mailroom: Mailroom;
  readonly registry: Registry;
  readonly files: FileStore;
  readonly store: DelayedStore;
  readonly handlers: HandlerCalls;
  /** `undefined` without devices. */
  readonly devices: Devices | undefined;
  /** Done before the next turn. */
  readonly pending: PendingWork;
  /** Gives programs what loads programs (module 0x17). */
  serveLoads(loads: ProgramLoads): void;
  /** Performs the service an SVC asks for. @param immediate module in bits 11..8, function in bits 7..0 */
  call(task: Task, immediate: number): void;
  /** @throws ExecutiveError when an image needs more than there is, or what is taken; nothing has changed then */
  admit(image: ProgramImage, newcomer: Newcomer): void;
  /**
   * Gives a new task its standard streams and what its image declares, all or nothing.
   * @returns what became of the declared mailboxes
   * @throws ExecutiveError when identifiers are taken or there is no room
   */
  declare(task: Task, image: ProgramImage): BoundMailbox[];
  /** Takes everything from a task that was killed (fixes quirk 5). */
  release(task: Task): void;
  /**
   * When the next receive, timer, call or delayed write is due, in milliseconds of the clock; `null` when none is. The
   * scheduler asks again only after `ServiceHost.disturb` or a change of state.
   */
  nextDeadline(): number | null;
  /** Does what is due. @param now milliseconds of the clock */
  expire(now: number): void;
  /** Writes what is delayed, at once. */
  flush(): void;
}

export function createServices(host: ServiceHost, options: ServiceOptions = {}): Services {
  const now = () => host.now();
  const emit: ServiceHost['emit'] = (type, pid, data) => host.emit(type, pid, data);
  const { math = false, drainStdio = false, limits = profiles.desktop, hal = 'simulated', persistence, pin } = options;
  const { strictAccess = false, strictRanges = false } = options;
  const mailboxes = new MailboxManager({ now, emit, limits: limits.mailboxes, strictAccess });
  const mailroom: Mailroom = new Mailroom(host, mailboxes, {
    drainStdio: typeof drainStdio === 'function' ? drainStdio : () => drainStdio,
    closed: (pid, handle) => values.unsubscribe({ pid, handle }),
  });
  const bindings = new DeclaredBindings(mailboxes, (pid) => host.task(pid) !== undefined);
  const files = new FileStore(options.volume, limits);
  const notPersisted = (what: string) => (reason: string) =>
    emit('warning', null, { reason: 'not_persisted', text: `${what} not saved: ${reason}` });
  const store = new DelayedStore(
    now,
    persistence && {
      layout: createLayout(persistence.kind),
      storage: persistence.storage,
      failed: notPersisted('values are'),
    },
    () => host.disturb(),
  );
  const { values: maxValues, commands: maxCommands, stringBytes: stringCapacity } = limits;
  const notify = createNotify(mailroom);
  const registry = new Registry({ emit, notify, store, strictRanges, maxValues, maxCommands, stringCapacity });
  const { values, commands } = registry;
  const handlers = new HandlerCalls(host, mailroom);
  commands.runGuest = (handler, caller, complete) => handlers.call(handler, caller.pid, complete, false);
  if (pin !== undefined) commands.validator = (_oid, token) => token === pin;

  const halHost = {
    now,
    emit,
    post: mailroom.post.bind(mailroom),
    disturb: () => host.disturb(),
  };
  const pending = new PendingWork(() => host.disturb());
  let loads: ProgramLoads | undefined;
  const framArea = new FramArea(
    limits.framBytes,
    persistence?.area && {
      storage: persistence.area,
      failed: notPersisted('the FRAM area is'),
      now,
      disturb: () => host.disturb(),
    },
  );
  const devices = hal === 'none' ? undefined : new Devices(halHost, framArea);
  const fileService = createFileService(host, files, mailroom);
  const modules: ReadonlyMap<number, ServiceModule> = new Map([
    [0x0, createCoreService()],
    [0x1, createTaskService(host)],
    [0x2, createCanService(host, devices?.can)],
    [0x4, fileService],
    [0x5, createMailboxService(host, mailroom)],
    [0x6, createSleepService(host)],
    [0x7, forTasks(createValueService(host, values, mailroom))],
    [0x8, forTasks(createCommandService(host, commands, mailroom, handlers))],
    ...(math ? [[0xe, createMathService()] as const] : []),
    ...(devices ? [...devices.modules(), [0x14, createHalFileService(files, fileService)] as const] : []),
    ...(devices ? [[0x17, createProvisioningService(files, store, () => loads)] as const] : []),
  ]);

  function release(task: Task): void {
    handlers.ended(task);
    mailroom.forget(task);
    registry.removeTask(task.pid);
    files.removeTask(task.pid);
    bindings.removeTask(task.pid);
    mailboxes.removeTask(task.pid);
    devices?.removeTask(task.pid);
  }

  return {
    limits,
    mailboxes,
    mailroom,
    registry,
    files,
    store,
    handlers,
    devices,
    pending,
    serveLoads(served) {
      loads = served;
    },
    call(task, immediate) {
      const low = (immediate >> 8) & 0xf;
      // Modules from 0x10 on take bits 15..12 of the word, which are zero in images for the reference (spec 6.2).
      // A bare machine has no devices.
      const high = devices && task.pid > 0 ? (task.processor.code[task.processor.pc + 2]! >> 4) << 4 : 0;
      const module = modules.get(high | low);
      if (module) module(task, immediate & 0xff);
      else noSuchService(task);
    },
    admit(image, newcomer) {
      checkCapabilities(image.requiredCapabilities, devices !== undefined);
      checkBudget(image, newcomer, { limits, mailboxes, registry, store });
      checkIdentifiers(registry, image, newcomer.leaving);
    },
    declare(task, image) {
      const newest = mailboxes.newest;
      const takeBackKeys = store.prepare(image.framKeys ?? []);
      try {
        registerDeclared(registry, task.pid, image);
        mailboxes.registerTask(task.pid).forEach((handle, stream) => {
          task.streams.set(stream, handle);
        });
        bindings.joined(task.pid);
        const bound = bindDeclared(mailboxes, bindings, task.pid, image.mailboxes);
        store.keep();
        return bound;
      } catch (error) {
        release(task);
        mailboxes.removeSince(newest);
        takeBackKeys();
        if (error instanceof MailboxError) throw new ExecutiveError(error.message);
        throw error;
      }
    },
    release,
    nextDeadline() {
      let next = mailroom.nextDeadline();
      const timers = devices?.timers.nextDeadline() ?? null;
      const kept = [store.nextDeadline(), framArea.nextDeadline()];
      for (const due of [handlers.nextDeadline(), timers, ...kept, pending.nextDeadline()]) {
        if (due !== null && (next === null || due < next)) next = due;
      }
      return next;
    },
    expire(time) {
      pending.perform();
      store.settle(time);
      framArea.settle(time);
      devices?.timers.expire(time);
      mailroom.expire(time);
      handlers.expire(time);
    },
    flush() {
      store.flush();
      framArea.flush();
    },
  };
}

/** A bare machine has neither values nor commands (machine spec 5.1). */
const forTasks =
  (module: ServiceModule): ServiceModule =>
  (task, fn) => {
    if (task.pid === 0) setRegister(task, 0, ValueStatus.notFound);
    else module(task, fn);
  };

/** Tells subscribers of values with a message of six bytes: id, old and new half (services spec 4.3). */
const createNotify =
  (mailroom: Mailroom): Notify =>
  ({ pid, handle }, oid, oldRaw, newRaw) => {
    const message = new DataView(new ArrayBuffer(6));
    message.setUint16(0, oid, true);
    message.setUint16(2, oldRaw, true);
    message.setUint16(4, newRaw, true);
    try {
      if (mailroom.send(pid, handle, new Uint8Array(message.buffer))) return true;
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
    }
    mailroom.close(pid, handle);
    return false;
  };
