/** One mailbox: its queue, its handles and its taps (services spec 3.2, 3.3). Plain data and functions on it. */

import { MailboxMode, MESSAGE_OVERHEAD } from './constants';
import type { MailboxAddress } from './name';

export interface Message {
  readonly payload: Uint8Array;
  readonly flags: number;
  readonly channel: number;
  readonly source: number;
  /** Counts from 0 per mailbox. */
  readonly sequence: number;
}

/** The private queue of a handle that only listens in. */
export interface Tap {
  readonly buffer: Message[];
  bytesUsed: number;
  /** Copies were lost since the last receive. */
  overrun: boolean;
  /** Start of the present second of rate limiting in milliseconds, `null` before the first copy. */
  windowStart: number | null;
  copies: number;
}

export interface Handle {
  readonly pid: number;
  /** Counts from 1 per pid, never reused. */
  readonly number: number;
  readonly mailbox: Mailbox;
  /** Sequence of the newest message read or skipped, -1 for none. */
  lastRead: number;
  /** Messages were dropped that this handle had not read. */
  overrun: boolean;
  /** It sent and has not received since: it holds nothing up. */
  sender: boolean;
  tap: Tap | null;
}

export interface Mailbox extends MailboxAddress {
  /** Counts from 1, never reused. */
  readonly id: number;
  capacity: number;
  mode: number;
  readonly queue: Message[];
  bytesUsed: number;
  nextSequence: number;
  readonly handles: Handle[];
  /** Handles with a tap, in order of tapping. */
  readonly taps: Handle[];
  /** Pids blocked in a receive, in order of arrival. */
  readonly waiters: number[];
  /** Its owner is gone: it goes with its last handle (fixes quirk 5). */
  orphaned: boolean;
}

export const cost = (length: number): number => length + MESSAGE_OVERHEAD;

/** The fan-out bit alone decides; a policy bit without it means a single reader (quirk 7). */
export const isFanOut = (mailbox: Mailbox): boolean => (mailbox.mode & MailboxMode.fanOut) !== 0;

export const hasRoom = (mailbox: Mailbox, needed: number): boolean => mailbox.bytesUsed + needed <= mailbox.capacity;

export function append(mailbox: Mailbox, message: Message): void {
  mailbox.queue.push(message);
  mailbox.bytesUsed += cost(message.payload.length);
}

export function takeOldest(mailbox: Mailbox): Message | undefined {
  const message = mailbox.queue.shift();
  if (message) mailbox.bytesUsed -= cost(message.payload.length);
  return message;
}

/** Drops the oldest message although somebody may not have read it, and marks those. */
export function dropOldest(mailbox: Mailbox): Message {
  const message = takeOldest(mailbox)!;
  if (isFanOut(mailbox)) {
    for (const reader of readers(mailbox)) if (reader.lastRead < message.sequence) reader.overrun = true;
  }
  return message;
}

/** Handles for which a fan-out mailbox keeps messages: neither senders nor taps (fixes quirk 8). */
const readers = (mailbox: Mailbox): Handle[] => mailbox.handles.filter((handle) => !handle.sender && !handle.tap);

/** Frees what every reader of a fan-out mailbox has read; without a reader everything stays. */
export function reclaim(mailbox: Mailbox): void {
  if (!isFanOut(mailbox)) return;
  const lastReads = readers(mailbox).map((handle) => handle.lastRead);
  if (lastReads.length === 0) return;
  const read = Math.min(...lastReads);
  while (mailbox.queue.length > 0 && mailbox.queue[0]!.sequence <= read) takeOldest(mailbox);
}

/** The next message of a plain handle, which stays in the queue. */
export function nextFor(handle: Handle): Message | undefined {
  const { mailbox } = handle;
  if (!isFanOut(mailbox)) return mailbox.queue[0];
  return mailbox.queue.find((message) => message.sequence > handle.lastRead);
}

/** A handle that starts now: on fan-out it sees only later messages. */
export function restartHandle(handle: Handle): void {
  handle.lastRead = isFanOut(handle.mailbox) ? handle.mailbox.nextSequence - 1 : -1;
  handle.overrun = false;
  handle.sender = false;
}
