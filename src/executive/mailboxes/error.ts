import type { MailboxStatus } from './constants';

/** A mailbox call that failed; `status` is what a guest gets in R0 (services spec 3.5). */
export class MailboxError extends Error {
  constructor(
    readonly status: MailboxStatus,
    message: string,
  ) {
    super(message);
    this.name = 'MailboxError';
  }
}
