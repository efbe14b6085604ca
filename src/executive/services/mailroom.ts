/** Delivery: sends with everything that follows from them, and tasks that wait for messages (services spec 3.5). */

import { MEMORY_SIZE } from '../../isa/constants';
import { decodeText, setRegister, writeBytes } from '../guest-memory';
import { HOST_PID, MailboxStatus, WAIT_FOREVER } from '../mailboxes/constants';
import { MailboxError } from '../mailboxes/error';
import { isFanOut, type Message } from '../mailboxes/mailbox';
import type { MailboxManager, MessageHeader } from '../mailboxes/manager';
import { streamOf } from '../mailboxes/stdio';
import type { ServiceHost } from '../service-host';
import type { MailboxWait, Task } from '../task';

/** Pid of the host. */

interface Delivery {
  readonly status: number;
  /** Bytes stored. */
  readonly length: number;
  readonly flags: number;
  readonly channel: number;
  readonly source: number;
}

interface MailroomOptions {
  /** Acts as a listener to standard output that nobody else hears, so that it never fills up. */
  readonly drainStdio: () => boolean;
  /** Told of every handle that was closed. */
  readonly closed: (pid: number, handle: number) => void;
}

export class Mailroom {
  /** Tasks blocked in a receive, in order of waiting. */
  private readonly waiting = new Set<Task>();

  constructor(
    private readonly host: ServiceHost,
    readonly manager: MailboxManager,
    private readonly options: MailroomOptions,
  ) {}

  /**
   * Sends for a task or, as pid 0, for the host, and hands the message to who waits for it.
   * @param accepted gets the descriptor when the message was accepted, before anybody is woken
   * @returns false when there is no room
   * @throws MailboxError for a bad handle or a message that could never fit
   */
  send(
    pid: number,
    handle: number,
    payload: Uint8Array,
    header: MessageHeader = {},
    accepted?: (descriptor: number) => void,
  ): boolean {
    const { mailbox } = this.manager.handle(pid, handle);
    if (!this.manager.send(pid, handle, payload, header)) return false;
    accepted?.(mailbox.id);
    const stream = streamOf(mailbox);
    const isOutput = stream === 'out' || stream === 'err';
    if (isOutput && payload.length > 0) this.host.emit(`std${stream}`, mailbox.owner, { text: decodeText(payload) });
    this.serveWaiters(mailbox.id);
    if (isOutput && this.options.drainStdio()) this.manager.discardUnheard(mailbox);
    return true;
  }

  /** Closes a handle; a receive that waits on it ends with status 2 (fixes quirk 5). */
  close(pid: number, handle: number): void {
    this.manager.close(pid, handle);
    this.options.closed(pid, handle);
    const task = this.host.task(pid);
    if (task?.wait?.handle === handle) this.complete(task, task.wait, MailboxStatus.invalidHandle);
  }

  /** Blocks a task in a receive that found nothing. */
  wait(task: Task, wait: Omit<MailboxWait, 'deadline'>): void {
    const deadline = wait.timeout === WAIT_FOREVER ? null : this.host.now() + wait.timeout;
    this.manager.addWaiter(wait.descriptor, task.pid);
    this.waiting.add(task);
    this.host.block(task, { ...wait, deadline });
  }

  /** Takes a task out of its wait for a while. */
  suspend(task: Task): void {
    this.waiting.delete(task);
    if (task.wait) this.manager.removeWaiter(task.wait.descriptor, task.pid);
    task.wait = null;
  }

  /** Lets a task wait again with its old deadline; a message or time-out that came meanwhile ends the wait. */
  continueWait(task: Task, wait: MailboxWait): void {
    this.manager.addWaiter(wait.descriptor, task.pid);
    this.waiting.add(task);
    this.host.block(task, wait);
    this.serveWaiters(wait.descriptor);
  }

  /** Posts as the host to every svc mailbox of that name (services spec 6.2). */
  post(name: string, message: Uint8Array): { taken: number; full: number } {
    const result = { taken: 0, full: 0 };
    for (const mailbox of this.manager.named(name)) {
      const { number } = this.manager.openMailbox(HOST_PID, mailbox);
      try {
        result[this.send(HOST_PID, number, message) ? 'taken' : 'full']++;
      } catch (error) {
        if (!(error instanceof MailboxError)) throw error;
        result.full++;
      } finally {
        this.manager.close(HOST_PID, number);
      }
    }
    return result;
  }

  /** Forgets a task that was killed. */
  forget(task: Task): void {
    this.waiting.delete(task);
  }

  /** When the next waiting receive times out, in milliseconds of the clock. */
  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { wait } of this.waiting) {
      if (wait?.deadline != null && (next === null || wait.deadline < next)) next = wait.deadline;
    }
    return next;
  }

  /** Ends the receives whose deadline has passed, in order of waiting. */
  expire(now: number): void {
    for (const task of this.waiting) {
      if (task.wait?.deadline != null && task.wait.deadline <= now)
        this.complete(task, task.wait, MailboxStatus.timeout);
    }
  }

  /** Single reader: first come, first served. Fan-out: everybody gets the message. */
  private serveWaiters(descriptor: number): void {
    for (const pid of [...this.manager.waiters(descriptor)]) {
      const task = this.host.task(pid);
      if (task?.wait?.descriptor !== descriptor) {
        this.manager.removeWaiter(descriptor, pid);
        continue;
      }
      const handle = this.manager.handle(pid, task.wait.handle);
      const message = this.manager.receive(pid, handle.number);
      if (message) this.complete(task, task.wait, MailboxStatus.ok, message);
      // An empty tap says nothing about those behind it (fixes quirk 33); an empty queue does.
      else if (!handle.tap && !isFanOut(handle.mailbox)) return;
    }
  }

  private complete(task: Task, wait: MailboxWait, status: number, message?: Message): void {
    const delivery = deliver(task, wait, status, message);
    this.waiting.delete(task);
    this.manager.removeWaiter(wait.descriptor, task.pid);
    setRegister(task, 0, status);
    setDelivery(task, delivery);
    writeInfo(task, wait.info, delivery);
    const timedOut = status === MailboxStatus.timeout;
    const { handle, ...details } = { status, ...messageFields(wait, delivery) };
    this.host.emit(timedOut ? 'mailbox_timeout' : 'mailbox_wake', task.pid, { handle, ...details });
    this.host.unblock(task, timedOut ? 'timeout' : 'mailbox_wake', details);
  }
}

/** Stores a message, or the lack of one, in the receiver's buffer. */
export function deliver(
  task: Task,
  { buffer, size }: Pick<MailboxWait, 'buffer' | 'size'>,
  status: number,
  message?: Message,
): Delivery {
  if (!message) return { status, length: 0, flags: 0, channel: 0, source: 0 };
  const { payload, flags, channel, source } = message;
  return { status, length: writeBytes(task, buffer, payload.subarray(0, size)), flags, channel, source };
}

/** R1..R4 of a receive. */
export function setDelivery(task: Task, { length, flags, channel, source }: Delivery): void {
  [length, flags, channel, source].forEach((field, index) => {
    setRegister(task, index + 1, field & 0xffff);
  });
}

const INFO_SIZE = 20;

/** The info block: status, length, flags, channel, source; nothing when it would cross the end of memory. */
export function writeInfo(task: Task, address: number, { status, length, flags, channel, source }: Delivery): void {
  if (address === 0 || address + INFO_SIZE > MEMORY_SIZE) return;
  const block = new DataView(new ArrayBuffer(INFO_SIZE));
  [status, length, flags, channel, source].forEach((field, index) => {
    block.setUint32(4 * index, field, true);
  });
  writeBytes(task, address, new Uint8Array(block.buffer));
}

/** What events tell about a message. */
export const messageFields = (at: { descriptor: number; handle: number }, delivery: Omit<Delivery, 'status'>) => ({
  descriptor: at.descriptor,
  handle: at.handle,
  length: delivery.length,
  flags: delivery.flags,
  channel: delivery.channel,
  src_pid: delivery.source,
});
