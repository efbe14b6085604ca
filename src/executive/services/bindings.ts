/**
 * Handles that images declare for tasks by their pid (services spec 5.2, `bindings` of a mailbox): open, or as a tap, from
 * the start; for a pid to come, as soon as it is loaded.
 */

import { HOST_PID, MailboxMode } from '../mailboxes/constants';
import type { Mailbox } from '../mailboxes/mailbox';
import type { MailboxManager } from '../mailboxes/manager';

export interface Binding {
  readonly pid: number;
  /** With the TAP bit of a mailbox mode the handle is a tap. */
  readonly flags: number;
}

/** What became of it, in its wire form. */
export interface BoundHandle {
  readonly pid: number;
  readonly tap: boolean;
  /** `null` while there is no such task. */
  readonly handle: number | null;
}

interface Pending extends Binding {
  readonly declaredBy: number;
  readonly mailbox: Mailbox;
}

export class DeclaredBindings {
  private pending: Pending[] = [];

  /** @param isLoaded whether a pid has its standard handles, which come first */
  constructor(
    private readonly manager: MailboxManager,
    private readonly isLoaded: (pid: number) => boolean,
  ) {}

  /**
   * @param declaredBy the task whose image declares them, and which has its standard handles
   * @throws MailboxError when a task has too many handles
   */
  declare(declaredBy: number, mailbox: Mailbox, bindings: readonly Binding[]): BoundHandle[] {
    return bindings.map(({ pid, flags }) => {
      const tap = (flags & MailboxMode.tap) !== 0;
      if (pid === declaredBy || pid === HOST_PID || this.isLoaded(pid)) {
        return { pid, tap, handle: this.open(pid, mailbox, tap) };
      }
      this.pending.push({ pid, flags, declaredBy, mailbox });
      return { pid, tap, handle: null };
    });
  }

  /** A task has its standard handles. @throws MailboxError when it has too many then */
  joined(pid: number): void {
    const mine = this.pending.filter((one) => one.pid === pid);
    this.pending = this.pending.filter((one) => one.pid !== pid);
    for (const { mailbox, flags } of mine) this.open(pid, mailbox, (flags & MailboxMode.tap) !== 0);
  }

  /** A task is gone, with what it declared for pids to come. */
  removeTask(pid: number): void {
    this.pending = this.pending.filter(({ declaredBy }) => declaredBy !== pid);
  }

  private open(pid: number, mailbox: Mailbox, tap: boolean): number {
    const { number } = this.manager.openMailbox(pid, mailbox);
    if (tap) this.manager.tap(pid, number, true);
    return number;
  }
}
