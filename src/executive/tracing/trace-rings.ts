/** The last instructions of traced tasks (executive-protocol spec 8.2). */

import { crc32 } from '../../toolchain/crc32';
import { ExecutiveError } from '../errors';
import type { EventData } from '../events';
import { RegisterComparison } from './changed-registers';
import { readTraceRecord, type TraceRecord } from './trace-record';

const LARGEST = 4096;

/** A record as it is kept: most are overwritten before anybody asks for them. */
class Recorded {
  constructor(
    readonly seq: number,
    readonly ts: number,
    readonly data: EventData['trace_step'],
  ) {}

  complete(pid: number): TraceRecord {
    return { seq: this.seq, pid, ts: this.ts, ...this.data };
  }
}

interface Ring {
  records: (Recorded | TraceRecord)[];
  /** With the record before. */
  readonly comparison: RegisterComparison;
}

export class TraceRings {
  /** Records kept per task, 0..4096. */
  capacity = 256;
  private tellsChanges = true;
  private readonly rings = new Map<number, Ring>();
  private sequence = 0;

  /** Notes in what a task executed which registers have changed. */
  noteChanges(pid: number, data: EventData['trace_step']): void {
    const ring = this.ring(pid);
    const changed = ring.comparison.changed(data);
    if (this.tellsChanges && changed.length > 0) data.changed_regs = changed;
  }

  /** @param ts seconds since the epoch */
  record(pid: number, data: EventData['trace_step'], ts: number): void {
    if (this.capacity === 0) return;
    const ring = this.ring(pid);
    ring.records.push(new Recorded(++this.sequence, ts, data));
    this.trim(ring);
  }

  /** The last `limit` records of a task, all without a limit, oldest first. */
  records(pid: number, limit = LARGEST): { count: number; records: TraceRecord[] } {
    const kept = this.kept(this.ring(pid));
    const wanted = limit > 0 ? kept.slice(-limit) : [];
    return {
      count: kept.length,
      records: wanted.map((record) => (record instanceof Recorded ? record.complete(pid) : record)),
    };
  }

  /**
   * Takes records of elsewhere; numbers go on behind theirs.
   * @param replace forgets those there are
   * @throws ExecutiveError for a record that is wrong; nothing has changed then
   */
  import(pid: number, values: readonly unknown[], replace: boolean): void {
    if (this.capacity === 0) throw new ExecutiveError('trace buffer disabled');
    const records = values.map((value) => readTraceRecord(value, pid));
    const ring = this.ring(pid);
    ring.records = replace ? records : [...ring.records, ...records];
    this.sequence = records.reduce((most, { seq }) => Math.max(most, seq), this.sequence);
  }

  /** Whether records and events tell which registers have changed; they do at first. */
  tellChanges(on: boolean): void {
    this.tellsChanges = on;
  }

  /** @param capacity 0 or more; more than 4096 counts as 4096 */
  resize(capacity: number): void {
    if (capacity < 0) throw new ExecutiveError('trace buffer size must be non-negative');
    this.capacity = Math.min(capacity, LARGEST);
    for (const ring of this.rings.values()) ring.records = this.kept(ring);
  }

  /** Forgets a task that is gone. */
  remove(pid: number): void {
    this.rings.delete(pid);
  }

  /** What inputs determine: all but the times, which are those of a host. */
  state() {
    const tasks = [...this.rings.keys()].sort((a, b) => a - b).map((pid) => ({ pid, ...this.records(pid) }));
    return {
      capacity: this.capacity,
      tells_changes: this.tellsChanges,
      tasks: tasks
        .filter(({ count }) => count > 0)
        .map(({ pid, count, records }) => {
          const text = JSON.stringify(records.map(({ ts: _, ...record }) => record));
          return { pid, count, records: crc32(new TextEncoder().encode(text)) };
        }),
    };
  }

  private ring(pid: number): Ring {
    const ring = this.rings.get(pid) ?? { records: [], comparison: new RegisterComparison() };
    this.rings.set(pid, ring);
    return ring;
  }

  private kept({ records }: Ring): Ring['records'] {
    return this.capacity > 0 ? records.slice(-this.capacity) : [];
  }

  /** Cuts only when there are twice as many, so that most records cost a push. */
  private trim(ring: Ring): void {
    if (ring.records.length >= 2 * this.capacity) ring.records = this.kept(ring);
  }
}
