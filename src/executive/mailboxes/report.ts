/** What tools get to see of the mailboxes (services spec 3.4, executive-protocol spec 9.2), in its wire form. */

import type { MailboxLimits } from './limits';
import { isFanOut, type Mailbox } from './mailbox';

export interface MailboxRecord {
  descriptor_id: number;
  namespace: number;
  name: string;
  owner_pid: number | null;
  capacity: number;
  bytes_used: number;
  queue_depth: number;
  head_seq: number;
  next_seq: number;
  mode_mask: number;
  waiters: number[];
  taps: { pid: number; handle: number; depth: number }[];
  /** Open handles (quirk 17). */
  subscriber_count: number;
}

export interface MailboxStatistics {
  max_descriptors: number;
  active_descriptors: number;
  free_descriptors: number;
  total_capacity: number;
  bytes_used: number;
  bytes_available: number;
  queue_depth: number;
  handles_total: number;
  handles_per_pid: Record<string, number>;
  handle_limit_per_pid: number | null;
  tap_rate_limit: number;
  descriptor_pool_exhausted: boolean;
  tap_count: number;
  tap_queue_depth: number;
  waiter_count: number;
  fanout_descriptors: number;
}

export const headSequence = (mailbox: Mailbox): number => mailbox.queue[0]?.sequence ?? mailbox.nextSequence;

export function mailboxRecord(mailbox: Mailbox): MailboxRecord {
  return {
    descriptor_id: mailbox.id,
    namespace: mailbox.namespace,
    name: mailbox.name,
    owner_pid: mailbox.owner,
    capacity: mailbox.capacity,
    bytes_used: mailbox.bytesUsed,
    queue_depth: mailbox.queue.length,
    head_seq: headSequence(mailbox),
    next_seq: mailbox.nextSequence,
    mode_mask: mailbox.mode,
    waiters: [...mailbox.waiters],
    taps: mailbox.taps.map(({ pid, number, tap }) => ({ pid, handle: number, depth: tap!.buffer.length })),
    subscriber_count: mailbox.handles.length,
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

export function mailboxStatistics(
  mailboxes: readonly Mailbox[],
  handlesPerPid: Record<string, number>,
  limits: MailboxLimits,
): MailboxStatistics {
  const total = sum(mailboxes.map(({ capacity }) => capacity));
  const used = sum(mailboxes.map(({ bytesUsed }) => bytesUsed));
  const taps = mailboxes.flatMap((mailbox) => mailbox.taps);
  return {
    max_descriptors: limits.descriptors,
    active_descriptors: mailboxes.length,
    free_descriptors: limits.descriptors - mailboxes.length,
    total_capacity: total,
    bytes_used: used,
    bytes_available: total - used,
    queue_depth: sum(mailboxes.map(({ queue }) => queue.length)),
    handles_total: sum(Object.values(handlesPerPid)),
    handles_per_pid: handlesPerPid,
    handle_limit_per_pid: limits.handlesPerPid,
    tap_rate_limit: limits.tapRate,
    descriptor_pool_exhausted: mailboxes.length >= limits.descriptors,
    tap_count: taps.length,
    tap_queue_depth: sum(taps.map(({ tap }) => tap!.buffer.length)),
    waiter_count: sum(mailboxes.map(({ waiters }) => waiters.length)),
    fanout_descriptors: mailboxes.filter(isFanOut).length,
  };
}
