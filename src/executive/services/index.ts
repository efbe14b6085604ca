/** The services of an executive: what guests reach with SVC, and the tables behind it (services spec 3 to 6). */

import type { Image } from '../../toolchain/image';
import { ExecutiveError } from '../errors';
import { FileStore } from '../files/file-store';
import { setRegister } from '../guest-memory';
import { MailboxError } from '../mailboxes/error';
import type { MailboxLimits } from '../mailboxes/limits';
import { MailboxManager } from '../mailboxes/manager';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import { ValueStatus } from '../values/constants';
import { Registry } from '../values/registry';
import { MemoryStore, type ValueStore } from '../values/store';
import type { Notify } from '../values/value-table';
import { createCommandService } from './commands';
import { createCanService, createCoreService, createSleepService, createTaskService } from './core';
import { type BoundMailbox, bindDeclared, registerDeclared } from './declarations';
import { createFileService } from './files';
import { createMailboxService } from './mailboxes';
import { Mailroom } from './mailroom';
import { createMathService } from './math';
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
  /** Default `mailboxProfiles.desktop`. */
  readonly mailboxLimits?: MailboxLimits;
  /** Where persistent values live. Default: in memory, as long as the executive. */
  readonly store?: ValueStore;
}

export interface Services {
  readonly mailboxes: MailboxManager;
  readonly mailroom: Mailroom;
  readonly registry: Registry;
  readonly files: FileStore;
  /** Performs the service an SVC asks for. @param immediate module in bits 11..8, function in bits 7..0 */
  call(task: Task, immediate: number): void;
  /**
   * Gives a new task its standard streams and what its image declares, all or nothing.
   * @returns what became of the declared mailboxes
   * @throws ExecutiveError when identifiers are taken or there is no room
   */
  declare(task: Task, image: Image): BoundMailbox[];
  /** Takes everything from a task that was killed (fixes quirk 5). */
  release(task: Task): void;
  /**
   * When the next blocked receive times out, in milliseconds of the clock; `null` when none does. The scheduler asks again
   * only after a change of `ServiceHost`'s making: a state of a task.
   */
  nextDeadline(): number | null;
  /** Ends the receives whose deadline has passed. @param now milliseconds of the clock */
  expire(now: number): void;
}

export function createServices(host: ServiceHost, options: ServiceOptions = {}): Services {
  const now = () => host.now();
  const emit: ServiceHost['emit'] = (type, pid, data) => host.emit(type, pid, data);
  const { math = false, drainStdio = false, mailboxLimits, store = new MemoryStore(now) } = options;
  const mailboxes = new MailboxManager({ now, emit, ...(mailboxLimits && { limits: mailboxLimits }) });
  const mailroom: Mailroom = new Mailroom(host, mailboxes, {
    drainStdio: typeof drainStdio === 'function' ? drainStdio : () => drainStdio,
    closed: (pid, handle) => values.unsubscribe({ pid, handle }),
  });
  const files = new FileStore();
  const registry = new Registry({ emit, notify: createNotify(mailroom), store });
  const { values, commands } = registry;

  const modules: ReadonlyMap<number, ServiceModule> = new Map([
    [0x0, createCoreService()],
    [0x1, createTaskService(host)],
    [0x2, createCanService(host)],
    [0x4, createFileService(host, files, mailroom)],
    [0x5, createMailboxService(host, mailroom)],
    [0x6, createSleepService(host)],
    [0x7, forTasks(createValueService(host, values, mailroom))],
    [0x8, forTasks(createCommandService(host, commands, mailroom))],
    ...(math ? [[0xe, createMathService()] as const] : []),
  ]);

  function release(task: Task): void {
    mailroom.forget(task);
    registry.removeTask(task.pid);
    files.removeTask(task.pid);
    mailboxes.removeTask(task.pid);
  }

  return {
    mailboxes,
    mailroom,
    registry,
    files,
    call(task, immediate) {
      const module = modules.get((immediate >> 8) & 0xf);
      if (module) module(task, immediate & 0xff);
      else noSuchService(task);
    },
    declare(task, image) {
      try {
        registerDeclared(registry, task.pid, image);
        mailboxes.registerTask(task.pid).forEach((handle, stream) => {
          task.streams.set(stream, handle);
        });
        return bindDeclared(mailboxes, task.pid, image.mailboxes);
      } catch (error) {
        release(task);
        if (error instanceof MailboxError) throw new ExecutiveError(error.message);
        throw error;
      }
    },
    release,
    nextDeadline: () => mailroom.nextDeadline(),
    expire: (time) => mailroom.expire(time),
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
