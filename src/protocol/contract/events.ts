/** Event streams (executive-protocol spec 11). */

import { command, optional, required } from './command';
import { flag, integer, type Reader, RequestError } from './readers';

const filterPid: Reader<number> = (value) => {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*\d+\s*$/.test(value)) return Number(value);
  throw new RequestError('filters.pid must contain integer PIDs');
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Wanted pids and categories; an absent one means all, an empty list none. `since_seq` also asks for the past. */
const filters: Reader<{ pid?: readonly number[]; categories?: readonly string[]; since_seq?: number }> = (value) => {
  if (typeof value !== 'object' || value === null) throw new RequestError('filters must be an object when provided');
  const { pid, categories, since_seq: since } = value as Readonly<Record<string, unknown>>;
  return {
    ...(pid != null && { pid: listOf(pid).map((one) => filterPid(one, 'pid')) }),
    ...(categories != null && { categories: listOf(categories).map(String) }),
    ...(since != null && { since_seq: sinceSequence(since, 'since_seq') }),
  };
};

const sinceSequence: Reader<number> = (value, name) => {
  const sequence = integer({ text: () => 'filters.since_seq must be an integer when provided' })(value, name);
  if (sequence < 0) throw new RequestError('filters.since_seq must be non-negative');
  return sequence;
};

const acknowledged: Reader<number> = (value, name) => {
  const sequence = integer({ text: () => 'events.ack seq must be an integer' })(value, name);
  if (sequence < 0) throw new RequestError('ack seq must be non-negative');
  return sequence;
};

interface StreamRecord {
  token: string;
  max: number;
  /** Number of the newest event. */
  cursor: number;
  retention_ms: number;
  /** Events that wait for the connection. */
  pending: number;
  high_water: number;
  drops: number;
  since_seq?: number;
  /** Feature `stream_warnings`: what the filters ask for in vain; absent when that is nothing. */
  warnings?: string[];
}

export const events = {
  /**
   * Turns its connection into a stream: one event per line. With `shared` (feature `shared_stream`) the connection also
   * goes on to take requests; the events that a request causes come before its answer.
   */
  'events.subscribe': command<{ events: StreamRecord }>()(
    { filters: optional(filters), shared: optional(flag) },
    { session: true, observable: true },
  ),
  'events.ack': command<{ events: { pending: number; high_water: number; drops: number; last_ack: number } }>()(
    { seq: required(acknowledged) },
    { session: true, observable: true },
  ),
  'events.unsubscribe': command<{ unsubscribed: boolean }>()({}, { session: true, observable: true }),
} as const;
