/** The mailboxes there are, by id and by address (services spec 3.2, 3.4). */

import type { EmitEvent } from '../events';
import { MailboxStatus } from './constants';
import { MailboxError } from './error';
import type { MailboxLimits } from './limits';
import type { Mailbox } from './mailbox';
import { formatMailboxName, type MailboxAddress } from './name';

export class MailboxPool {
  private readonly mailboxes = new Map<number, Mailbox>();
  private readonly idsByName = new Map<string, number>();
  private nextId = 1;

  constructor(
    private readonly limits: MailboxLimits,
    private readonly emit: EmitEvent,
  ) {}

  /** Id of the one that was made last; 0 before the first. */
  get newest(): number {
    return this.nextId - 1;
  }

  get(id: number): Mailbox | undefined {
    return this.mailboxes.get(id);
  }

  find(address: MailboxAddress): Mailbox | undefined {
    return this.mailboxes.get(this.idsByName.get(formatMailboxName(address)) ?? 0);
  }

  /** In order of creation. */
  all(): Mailbox[] {
    return [...this.mailboxes.values()];
  }

  /**
   * @param pid who asks for it
   * @param capacity in bytes, 0 = default
   * @throws MailboxError when there are too many
   */
  create(pid: number, address: MailboxAddress, capacity: number, mode: number): Mailbox {
    const { descriptors, defaultCapacity } = this.limits;
    if (this.mailboxes.size >= descriptors) {
      this.emit('mailbox_exhausted', pid, {
        reason: 'descriptor_pool_full',
        ...address,
        max_descriptors: descriptors,
      });
      const text = `no room for mailbox '${formatMailboxName(address)}': all ${descriptors} are in use`;
      throw new MailboxError(MailboxStatus.noDescriptor, text);
    }
    const mailbox: Mailbox = {
      ...address,
      id: this.nextId++,
      capacity: capacity > 0 ? capacity : defaultCapacity,
      mode,
      queue: [],
      bytesUsed: 0,
      nextSequence: 0,
      handles: [],
      taps: [],
      waiters: [],
      orphaned: false,
    };
    this.mailboxes.set(mailbox.id, mailbox);
    this.idsByName.set(formatMailboxName(address), mailbox.id);
    return mailbox;
  }

  remove(mailbox: Mailbox): void {
    this.mailboxes.delete(mailbox.id);
    this.idsByName.delete(formatMailboxName(mailbox));
  }
}
