/**
 * Counters and the last turns of the scheduler (services spec 2.11). Everything is counted; listed is every turn of a step
 * on command, and while the clock runs only who ran last in each slice.
 */

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
  ['mailbox_wake', 'MAILBOX_WAKE'],
  ['mailbox_timeout', 'MAILBOX_TIMEOUT'],
] as const);

type Counts = Record<RingEntry['event'], number>;

export class SchedulerRing {
  /** Whether every turn is listed; the scheduler then takes them one by one. */
  listing = false;
  private entries: RingEntry[] = [];
  private readonly counts = new Map<number, Counts>();
  private readonly mailboxCounts = new Map<number, MailboxCounters>();

  /** @param now seconds of the executive's clock */
  constructor(private readonly now: () => number) {}

  /** A task has executed. @param instructions with one that ended it without being completed */
  step(task: Task, instructions = 1): void {
    this.of(task.pid).step += instructions;
    if (this.listing) this.list({ event: 'step', ts: this.now(), pid: task.pid, pc: task.processor.pc });
  }

  /** The turn has passed to a task. @param times so often, with other turns in between */
  rotate(task: Task, times = 1): void {
    this.of(task.pid).rotate += times;
    if (this.listing) this.list({ event: 'rotate', ts: this.now(), pid: task.pid });
  }

  /** Lists who ran last in a slice of the clock, and whose turn is next. */
  slice(last: Task, next: Task | null): void {
    this.list({ event: 'step', ts: this.now(), pid: last.pid, pc: last.processor.pc });
    if (next && next !== last) this.list({ event: 'rotate', ts: this.now(), pid: next.pid });
  }

  /** A task sends or receives. */
  mailboxCall(pid: number): void {
    this.mailbox(pid).MAILBOX_STEP++;
  }

  /** Counts what an event tells about waiting and mailboxes. */
  observe(type: EventType, pid: number | null, data: EventData[EventType]): void {
    if (pid === null) return;
    const counter = mailboxEvents.get(type);
    if (counter) this.mailbox(pid)[counter]++;
    else if (type !== 'mailbox_wait') return;
    const { descriptor, handle, length } = data as EventData['mailbox_wake'];
    const ts = this.now();
    if (type === 'mailbox_wait') this.waits({ event: 'block', ts, pid, descriptor, handle });
    if (type === 'mailbox_wake') this.waits({ event: 'wake', ts, pid, descriptor, length });
    if (type === 'mailbox_timeout') this.waits({ event: 'timeout', ts, pid, descriptor });
  }

  /** All entries that are kept, oldest first. */
  recent(): readonly RingEntry[] {
    return this.entries.slice(-KEPT);
  }

  /** @param limit the last so many entries; 0 or less: none */
  report(limit = SHOWN): SchedulerReport {
    const counters = [...this.counts].map(([pid, counts]) => [pid, used(counts)]);
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

  private waits(entry: RingEntry): void {
    this.of(entry.pid)[entry.event]++;
    this.list(entry);
  }

  private of(pid: number): Counts {
    const known = this.counts.get(pid);
    if (known) return known;
    const counts = { step: 0, rotate: 0, block: 0, wake: 0, timeout: 0 };
    this.counts.set(pid, counts);
    return counts;
  }

  private list(entry: RingEntry): void {
    this.entries.push(entry);
    if (this.entries.length >= 2 * KEPT) this.entries = this.entries.slice(-KEPT);
  }
}

const used = (counts: Counts): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
