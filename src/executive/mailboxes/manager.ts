/** All mailboxes of an executive (services spec 3): synchronous, never blocks; who waits is somebody else's matter. */

import type { EmitEvent } from '../events';
import { MailboxMode, MailboxStatus, MessageFlag, Namespace } from './constants';
import { MailboxError } from './error';
import { HandleTable } from './handle-table';
import { type MailboxLimits, mailboxProfiles } from './limits';
import {
  append,
  cost,
  dropOldest,
  type Handle,
  hasRoom,
  isFanOut,
  type Mailbox,
  type Message,
  nextFor,
  reclaim,
  restartHandle,
  takeOldest,
} from './mailbox';
import { formatMailboxName, type MailboxAddress, parseMailboxName } from './name';
import { MailboxPool } from './pool';
import { headSequence, type MailboxRecord, type MailboxStatistics, mailboxRecord, mailboxStatistics } from './report';
import { defaultStdioModes, type StdioStream, stdioStreams, streamAddress, streamOf } from './stdio';
import { copyToTaps, receiveFromTap, setTap } from './tap';

interface MailboxManagerOptions {
  /** Milliseconds of the executive's clock. */
  readonly now: () => number;
  readonly emit: EmitEvent;
  readonly limits?: MailboxLimits;
  /** Refuses to send or receive where the mode has access bits and not the one for it (quirk 9). Default false. */
  readonly strictAccess?: boolean;
}

/** What a send carries besides its payload. */
export interface MessageHeader {
  /** 0..0xFFFF, default 0. */
  readonly flags?: number;
  /** 0..0xFFFF, default 0. */
  readonly channel?: number;
}

export class MailboxManager {
  readonly limits: MailboxLimits;
  private readonly pool: MailboxPool;
  private readonly handles: HandleTable;
  private readonly stdioModes = defaultStdioModes();
  private readonly now: () => number;
  private readonly emit: EmitEvent;
  private readonly strictAccess: boolean;

  constructor({ now, emit, limits = mailboxProfiles.desktop, strictAccess = false }: MailboxManagerOptions) {
    this.strictAccess = strictAccess;
    this.now = now;
    this.emit = emit;
    this.limits = limits;
    this.pool = new MailboxPool(limits, emit);
    this.handles = new HandleTable(limits.handlesPerPid, emit);
  }

  /**
   * Creates a mailbox, or changes one that exists.
   * @param capacity in bytes; 0: the default, or as it is
   * @param mode bits of `MailboxMode`; 0 leaves an existing mailbox as it is, anything else restarts all its handles
   * @throws MailboxError when the name is bad or there are too many mailboxes
   */
  bind(pid: number, name: string, capacity = 0, mode = 0): Mailbox {
    const address = parseMailboxName(name, pid);
    const existing = this.pool.find(address);
    if (!existing) return this.pool.create(pid, address, capacity, mode);
    if (capacity > 0) {
      existing.capacity = capacity;
      while (existing.bytesUsed > capacity) dropOldest(existing);
    }
    if (mode !== 0) this.setMode(existing, mode);
    return existing;
  }

  /** A new handle on a mailbox, which is created when absent. @throws MailboxError as bind, or for too many handles */
  open(pid: number, name: string): Handle {
    return this.handles.open(pid, this.bind(pid, name));
  }

  /** @throws MailboxError for too many handles */
  openMailbox(pid: number, mailbox: Mailbox): Handle {
    return this.handles.open(pid, mailbox);
  }

  find(address: MailboxAddress): Mailbox | undefined {
    return this.pool.find(address);
  }

  /** The svc mailboxes of that name, of one task or of all. */
  named(name: string): Mailbox[] {
    return this.pool.all().filter((box) => box.namespace === Namespace.svc && box.name === name);
  }

  /** @throws MailboxError for an unknown handle, as all that take one */
  close(pid: number, number: number): void {
    const handle = this.handle(pid, number);
    if (handle.tap) setTap(handle, false);
    this.handles.remove(handle);
    reclaim(handle.mailbox);
    if (handle.mailbox.orphaned && handle.mailbox.handles.length === 0) this.pool.remove(handle.mailbox);
  }

  handle(pid: number, number: number): Handle {
    return this.handles.get(pid, number);
  }

  /**
   * Puts a message into the handle's mailbox; an empty one counts as sent and is not kept.
   * @returns false when there is no room
   * @throws MailboxError when it could never fit
   */
  send(pid: number, number: number, payload: Uint8Array, { flags = 0, channel = 0 }: MessageHeader = {}): boolean {
    const handle = this.handle(pid, number);
    const { mailbox } = handle;
    this.demand(handle, MailboxMode.writeOnly);
    handle.sender = true;
    if (payload.length === 0) return true;
    const needed = cost(payload.length);
    if (needed > mailbox.capacity) {
      const text = `message of ${payload.length} bytes does not fit into '${formatMailboxName(mailbox)}'`;
      throw new MailboxError(MailboxStatus.messageTooLarge, `${text}, which holds ${mailbox.capacity - cost(0)}`);
    }
    if (!this.makeRoom(pid, mailbox, needed)) return false;
    const message = { payload, flags, channel, source: pid, sequence: mailbox.nextSequence++ };
    append(mailbox, message);
    const { tapRate } = this.limits;
    copyToTaps(mailbox.taps, message, tapRate, this.now(), (tap) => {
      this.emit('mailbox_backpressure', pid, {
        descriptor: mailbox.id,
        policy: 'tap_rate_limit',
        tap_pid: tap.pid,
        tap_handle: tap.number,
        limit: tapRate,
      });
    });
    return true;
  }

  /** The next message for a handle, taken out of the queue unless others are still to read it. */
  receive(pid: number, number: number): Message | undefined {
    const handle = this.handle(pid, number);
    this.demand(handle, MailboxMode.readOnly);
    const message = handle.tap ? receiveFromTap(handle.tap) : this.take(handle);
    if (message) this.removeWaiter(handle.mailbox.id, pid);
    return message;
  }

  peek(pid: number, number: number) {
    const handle = this.handle(pid, number);
    const { mailbox } = handle;
    const next = nextFor(handle);
    return {
      depth: mailbox.queue.length,
      bytes_used: mailbox.bytesUsed,
      capacity: mailbox.capacity,
      next_len: next?.payload.length ?? 0,
      head_seq: headSequence(mailbox),
      next_seq: next?.sequence ?? mailbox.nextSequence,
      mode_mask: mailbox.mode,
    };
  }

  /** Makes a handle a tap, which gets copies from now on, or a plain one again. */
  tap(pid: number, number: number, on: boolean): void {
    setTap(this.handle(pid, number), on);
  }

  /** Pids that wait at a mailbox, in order of arrival. */
  waiters(id: number): readonly number[] {
    return this.pool.get(id)?.waiters ?? [];
  }

  addWaiter(id: number, pid: number): void {
    const waiters = this.pool.get(id)?.waiters;
    if (waiters && !waiters.includes(pid)) waiters.push(pid);
  }

  removeWaiter(id: number, pid: number): void {
    const waiters = this.pool.get(id)?.waiters ?? [];
    const index = waiters.indexOf(pid);
    if (index >= 0) waiters.splice(index, 1);
  }

  /** Forgets what is queued in a mailbox that nobody but its owner and its senders has open. */
  discardUnheard(mailbox: Mailbox): void {
    const heard = mailbox.handles.some(({ pid, sender, tap }) => pid !== mailbox.owner && !sender && !tap);
    if (!heard) while (takeOldest(mailbox));
  }

  /**
   * The mailboxes of a new task: its standard streams and `pid:N`.
   * @returns the handles of its streams, 1 to 3 in their order
   * @throws MailboxError when there are too many mailboxes or handles; what was created stays until `removeTask`
   */
  registerTask(pid: number): number[] {
    const streams = stdioStreams.map((stream) => {
      const address = streamAddress(stream, pid);
      return this.pool.find(address) ?? this.pool.create(pid, address, 0, this.stdioModes[stream]);
    });
    this.bind(pid, 'pid:', 0, MailboxMode.readWrite);
    return streams.map((mailbox) => this.handles.open(pid, mailbox).number);
  }

  /** Closes what a task has open and removes its mailboxes, those that others have open with their last handle. */
  removeTask(pid: number): void {
    for (const handle of this.handles.of(pid)) this.close(pid, handle.number);
    this.handles.forget(pid);
    for (const mailbox of this.pool.all()) {
      this.removeWaiter(mailbox.id, pid);
      if (mailbox.owner !== pid) continue;
      if (mailbox.handles.length === 0) this.pool.remove(mailbox);
      else mailbox.orphaned = true;
    }
  }

  /** Id of the mailbox that was made last; 0 before the first. */
  get newest(): number {
    return this.pool.newest;
  }

  /** Takes mailboxes back that were made after the one with this id and that nobody has open. */
  removeSince(id: number): void {
    for (const mailbox of this.pool.all()) {
      if (mailbox.id > id && mailbox.handles.length === 0) this.pool.remove(mailbox);
    }
  }

  /**
   * Sets the mode a standard stream has in tasks to come.
   * @param updateExisting also sets it in all tasks there are
   * @returns the descriptor ids that changed
   */
  setDefaultStdioMode(stream: StdioStream, mode: number, updateExisting = false): number[] {
    this.stdioModes[stream] = mode;
    if (!updateExisting) return [];
    const existing = this.pool.all().filter((mailbox) => streamOf(mailbox) === stream);
    for (const mailbox of existing) this.setMode(mailbox, mode);
    return existing.map(({ id }) => id);
  }

  /** The mode of a task's stream; that of tasks to come when it has none. */
  stdioMode(pid: number, stream: StdioStream): number {
    return this.pool.find(streamAddress(stream, pid))?.mode ?? this.stdioModes[stream];
  }

  snapshot(): MailboxRecord[] {
    return this.pool.all().map(mailboxRecord);
  }

  /** What waits in all mailboxes, in order. */
  messages(): Message[] {
    return this.pool.all().flatMap(({ queue }) => queue);
  }

  statistics(): MailboxStatistics {
    return mailboxStatistics(this.pool.all(), this.handles.counts(), this.limits);
  }

  /** The owner's mode binds the others, and who owns nobody's mailbox. */
  private demand({ mailbox, pid }: Handle, access: number): void {
    const granted = mailbox.mode & MailboxMode.readWrite;
    if (!this.strictAccess || granted === 0 || (granted & access) !== 0 || pid === mailbox.owner) return;
    const what = access === MailboxMode.readOnly ? 'write-only' : 'read-only';
    throw new MailboxError(MailboxStatus.invalidHandle, `'${formatMailboxName(mailbox)}' is ${what}`);
  }

  private setMode(mailbox: Mailbox, mode: number): void {
    mailbox.mode = mode;
    for (const handle of mailbox.handles) restartHandle(handle);
    reclaim(mailbox);
  }

  private makeRoom(pid: number, mailbox: Mailbox, needed: number): boolean {
    reclaim(mailbox);
    if (hasRoom(mailbox, needed)) return true;
    const fanOut = isFanOut(mailbox);
    if (fanOut && (mailbox.mode & MailboxMode.fanOutBlock) === 0) {
      while (!hasRoom(mailbox, needed)) this.overrun(mailbox);
      return true;
    }
    this.emit('mailbox_backpressure', pid, {
      descriptor: mailbox.id,
      policy: fanOut ? 'fanout_block' : 'single',
      capacity: mailbox.capacity,
      bytes_used: mailbox.bytesUsed,
      requested: needed,
    });
    return false;
  }

  private overrun(mailbox: Mailbox): void {
    const { sequence, payload, flags, channel, source } = dropOldest(mailbox);
    this.emit('mailbox_overrun', source, {
      descriptor: mailbox.id,
      dropped_seq: sequence,
      dropped_length: payload.length,
      dropped_flags: flags,
      channel,
      reason: 'fanout_drop',
      queue_depth: mailbox.queue.length,
    });
  }

  private take(handle: Handle): Message | undefined {
    const { mailbox } = handle;
    if (!isFanOut(mailbox)) return takeOldest(mailbox);
    const message = nextFor(handle);
    if (!message) return undefined;
    const { overrun } = handle;
    handle.lastRead = message.sequence;
    handle.sender = false;
    handle.overrun = false;
    reclaim(mailbox);
    return overrun ? { ...message, flags: message.flags | MessageFlag.overrun } : message;
  }
}
