/** The last instructions of traced tasks (executive-protocol spec 8.2). */

import { ExecutiveError } from '../errors';
import type { EventData } from '../events';
import { readTraceRecord, type TraceRecord } from './trace-record';

const LARGEST = 4096;
const names = [...Array.from({ length: 16 }, (_, index) => `R${index}`), 'PSW'];

interface Ring {
  records: TraceRecord[];
  /** Registers and PSW of the record before. */
  previous: readonly number[] | null;
}

export class TraceRings {
  /** Records kept per task, 0..4096. */
  capacity = 256;
  /** Whether records and events tell which registers have changed. */
  changedRegisters = true;
  private readonly rings = new Map<number, Ring>();
  private sequence = 0;

  /** @param now seconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** Records what a task executed; returns the event's data with the registers that changed. */
  record(pid: number, data: EventData['trace_step']): EventData['trace_step'] {
    const ring = this.ring(pid);
    const state = [...data.regs, data.flags];
    const { previous } = ring;
    ring.previous = state;
    const changed = this.changedRegisters ? names.filter((_, index) => state[index] !== previous?.[index]) : [];
    const told = changed.length > 0 ? { ...data, changed_regs: changed } : data;
    if (this.capacity > 0) {
      ring.records.push({ seq: ++this.sequence, pid, ts: this.now(), ...told });
      this.trim(ring);
    }
    return told;
  }

  /** The last `limit` records of a task, all without a limit, oldest first. */
  records(pid: number, limit = LARGEST): { count: number; records: TraceRecord[] } {
    const kept = this.kept(this.ring(pid));
    return { count: kept.length, records: limit > 0 ? kept.slice(-limit) : [] };
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

  private ring(pid: number): Ring {
    const ring = this.rings.get(pid) ?? { records: [], previous: null };
    this.rings.set(pid, ring);
    return ring;
  }

  private kept({ records }: Ring): TraceRecord[] {
    return this.capacity > 0 ? records.slice(-this.capacity) : [];
  }

  /** Cuts only when there are twice as many, so that most records cost a push. */
  private trim(ring: Ring): void {
    if (ring.records.length >= 2 * this.capacity) ring.records = this.kept(ring);
  }
}
