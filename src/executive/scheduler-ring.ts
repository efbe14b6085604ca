/** Counters and the last turns of the scheduler (services spec 2.11): one entry per call that executes, not per instruction. */

import type { EventData, EventType } from './events';
import type { Task } from './task';

export interface SchedulerReport {
  /** By pid, then by the names of the ring's events. */
  counters: Record<string, Record<string, number>>;
  /** The last turns, oldest first. */
  trace: RingEntry[];
}

export interface RingEntry {
  event: 'step' | 'rotate' | 'block' | 'wake' | 'timeout';
  /** Seconds of the executive's clock. */
  ts: number;
  pid: number;
  /** Behind the step. */
  pc?: number;
  descriptor?: number;
  handle?: number;
  length?: number;
}

export interface MailboxCounters {
  MAILBOX_STEP: number;
  MAILBOX_WAKE: number;
  MAILBOX_TIMEOUT: number;
}

const KEPT = 256;
/** Entries that tools get to see. */
export const SHOWN = 32;

const mailboxEvents: ReadonlyMap<EventType, keyof MailboxCounters> = new Map([
  ['mailbox_send', 'MAILBOX_STEP'],
  ['mailbox_recv', 'MAILBOX_STEP'],
  ['mailbox_wait', 'MAILBOX_STEP'],
  ['mailbox_wake', 'MAILBOX_WAKE'],
  ['mailbox_timeout', 'MAILBOX_TIMEOUT'],
] as const);

export class SchedulerRing {
  private entries: RingEntry[] = [];
  private readonly counts = new Map<number, Map<RingEntry['event'], number>>();
  private readonly mailboxCounts = new Map<number, MailboxCounters>();

  /** @param now seconds of the executive's clock */
  constructor(private readonly now: () => number) {}

  /** @param executed instructions of the task in this call */
  step(task: Task, executed: number): void {
    this.add({ event: 'step', ts: this.now(), pid: task.pid, pc: task.processor.pc }, executed);
  }

  /** The turn has passed to a task. */
  rotate(task: Task): void {
    this.add({ event: 'rotate', ts: this.now(), pid: task.pid });
  }

  /** Counts what an event tells about waiting and mailboxes. */
  observe(type: EventType, pid: number | null, data: EventData[EventType]): void {
    const mailbox = mailboxEvents.get(type);
    if (mailbox === undefined || pid === null) return;
    this.mailbox(pid)[mailbox]++;
    const { descriptor, handle, length } = data as EventData['mailbox_wake'];
    const ts = this.now();
    if (type === 'mailbox_wait') this.add({ event: 'block', ts, pid, descriptor, handle });
    if (type === 'mailbox_wake') this.add({ event: 'wake', ts, pid, descriptor, length });
    if (type === 'mailbox_timeout') this.add({ event: 'timeout', ts, pid, descriptor });
  }

  /** @param limit the last so many entries; 0 or less: none */
  report(limit = SHOWN): SchedulerReport {
    const counters = [...this.counts].map(([pid, counts]) => [pid, Object.fromEntries(counts)]);
    const most = Math.min(limit, SHOWN);
    return { counters: Object.fromEntries(counters), trace: most > 0 ? this.entries.slice(-most) : [] };
  }

  mailboxCounters(pids: Iterable<number>): Record<string, MailboxCounters> {
    return Object.fromEntries([...pids].map((pid) => [pid, { ...this.mailbox(pid) }]));
  }

  /** Forgets the mailbox counters of a task that is gone. */
  remove(pid: number): void {
    this.mailboxCounts.delete(pid);
  }

  private mailbox(pid: number): MailboxCounters {
    const counters = this.mailboxCounts.get(pid) ?? { MAILBOX_STEP: 0, MAILBOX_WAKE: 0, MAILBOX_TIMEOUT: 0 };
    this.mailboxCounts.set(pid, counters);
    return counters;
  }

  private add(entry: RingEntry, count = 1): void {
    this.entries.push(entry);
    if (this.entries.length >= 2 * KEPT) this.entries = this.entries.slice(-KEPT);
    const counts = this.counts.get(entry.pid) ?? new Map<RingEntry['event'], number>();
    this.counts.set(entry.pid, counts);
    counts.set(entry.event, (counts.get(entry.event) ?? 0) + count);
  }
}
