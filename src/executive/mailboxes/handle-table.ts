/** Handles by pid and number (services spec 3.2). */

import type { EmitEvent } from '../events';
import { MailboxStatus } from './constants';
import { MailboxError } from './error';
import { type Handle, type Mailbox, restartHandle } from './mailbox';

interface PidHandles {
  next: number;
  readonly open: Map<number, Handle>;
}

export class HandleTable {
  private readonly byPid = new Map<number, PidHandles>();

  /** @param limit handles a pid may have open, `null` = any number */
  constructor(
    private readonly limit: number | null,
    private readonly emit: EmitEvent,
  ) {}

  /** @throws MailboxError when the pid has too many open */
  open(pid: number, mailbox: Mailbox): Handle {
    const table = this.byPid.get(pid) ?? { next: 1, open: new Map() };
    this.byPid.set(pid, table);
    if (this.limit !== null && table.open.size >= this.limit) {
      this.emit('mailbox_exhausted', pid, {
        reason: 'handle_limit',
        handle_limit: this.limit,
        handles: table.open.size,
      });
      throw new MailboxError(MailboxStatus.noDescriptor, `task ${pid} has ${this.limit} mailbox handles open already`);
    }
    const handle: Handle = {
      pid,
      number: table.next++,
      mailbox,
      lastRead: -1,
      overrun: false,
      sender: false,
      tap: null,
    };
    restartHandle(handle);
    table.open.set(handle.number, handle);
    mailbox.handles.push(handle);
    return handle;
  }

  /** @throws MailboxError when there is none */
  get(pid: number, number: number): Handle {
    const handle = this.byPid.get(pid)?.open.get(number);
    if (!handle) throw new MailboxError(MailboxStatus.invalidHandle, `task ${pid} has no mailbox handle ${number}`);
    return handle;
  }

  remove(handle: Handle): void {
    this.byPid.get(handle.pid)?.open.delete(handle.number);
    const { handles } = handle.mailbox;
    handles.splice(handles.indexOf(handle), 1);
  }

  /** All open handles of a pid. */
  of(pid: number): Handle[] {
    return [...(this.byPid.get(pid)?.open.values() ?? [])];
  }

  /** Forgets a pid that will not come back. */
  forget(pid: number): void {
    this.byPid.delete(pid);
  }

  /** Open handles by pid. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.byPid].map(([pid, { open }]) => [pid, open.size]));
  }
}
