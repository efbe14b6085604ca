/** A client's session: what it agreed on, and the tasks it has locked (executive-protocol spec 10). */

import { ExecutiveError } from '../errors';
import type { Subscription } from './subscription';

/** An observer changes nothing that others see. */
export type SessionRole = 'controller' | 'observer';

export interface SessionRequest {
  readonly client: string;
  /** What the client would like; what is not known is left out with a warning. */
  readonly features: readonly string[];
  /** Events that may wait for the client; absent: 256. */
  readonly maxEvents?: number | undefined;
  /** A single pid is told back as a number. */
  readonly pidLock?: number | readonly number[] | null | undefined;
  /** Seconds of silence after which the session ends; absent: 30. */
  readonly heartbeat?: number | undefined;
  /** Absent: controller. An observer asks for the feature `observers` with it; without that it is a controller. */
  readonly role?: SessionRole | undefined;
}

export interface Session {
  readonly id: string;
  /** Counts sessions from 1. */
  readonly number: number;
  readonly client: string;
  readonly role: SessionRole;
  readonly heartbeat: number;
  readonly features: readonly string[];
  readonly maxEvents: number;
  /** In the form in which it was asked for. */
  pidLock: number | readonly number[] | null;
  locks: readonly number[];
  readonly warnings: readonly string[];
  /** Seconds since the epoch, as `lastSeen`. */
  readonly createdAt: number;
  lastSeen: number;
  /** Whether it has let tasks run for its debugging. */
  hasRun: boolean;
  subscription: Subscription | null;
}

const MAX_EVENTS = { usual: 256, least: 2, most: 2048 };
const HEARTBEAT = { usual: 30, least: 5, most: 300 };

const clamp = (value: number, { least, most }: { least: number; most: number }): number =>
  Math.min(most, Math.max(least, value));

/**
 * @param known features that this executive offers
 * @throws ExecutiveError for an observer that wants locks
 */
export function createSession(
  {
    client,
    features,
    maxEvents = MAX_EVENTS.usual,
    pidLock = null,
    heartbeat = HEARTBEAT.usual,
    role = 'controller',
  }: SessionRequest,
  known: ReadonlySet<string>,
  { id, number, now }: { id: string; number: number; now: number },
): Session {
  const events = clamp(maxEvents, MAX_EVENTS);
  const seconds = clamp(heartbeat, HEARTBEAT);
  const locks = [...new Set(typeof pidLock === 'number' ? [pidLock] : (pidLock ?? []))].sort((a, b) => a - b);
  const wanted = role === 'observer' && !features.includes('observers') ? [...features, 'observers'] : features;
  const observes = role === 'observer' && known.has('observers');
  if (observes && locks.length > 0) {
    throw new ExecutiveError('observer_readonly: an observer locks no task; leave out pid_lock or the role');
  }
  const warnings = wanted.filter((feature) => !known.has(feature)).map((feature) => `unsupported_feature:${feature}`);
  if (events !== maxEvents) warnings.push(`max_events_clamped:${events}`);
  if (seconds !== heartbeat) warnings.push(`heartbeat_clamped:${seconds}`);
  return {
    id,
    number,
    client,
    role: observes ? 'observer' : 'controller',
    heartbeat: seconds,
    features: wanted.filter((feature) => known.has(feature)),
    maxEvents: events,
    pidLock: typeof pidLock === 'number' ? pidLock : pidLock && locks,
    locks,
    warnings,
    createdAt: now,
    lastSeen: now,
    hasRun: false,
    subscription: null,
  };
}

/** In its wire form, as `session.open` answers. */
export function sessionRecord(session: Session) {
  const { id, client, role, heartbeat, features, maxEvents, pidLock, createdAt, lastSeen, warnings } = session;
  return {
    id,
    client,
    ...(role === 'observer' && { role }),
    heartbeat_s: heartbeat,
    features: [...features],
    max_events: maxEvents,
    pid_lock: typeof pidLock === 'number' ? pidLock : pidLock && [...pidLock],
    created_at: createdAt,
    last_seen: lastSeen,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  };
}

export type SessionRecord = ReturnType<typeof sessionRecord>;

/** As `session.current` answers. */
export const currentRecord = (session: Session) => ({
  ...sessionRecord(session),
  warnings: [...session.warnings],
  pid_locks: [...session.locks],
});
