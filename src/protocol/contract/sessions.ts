/** Sessions, what they agree on, and their locks (executive-protocol spec 10). */

import type { currentRecord, SessionRecord, SessionRole } from '../../executive/sessions/session';
import { command, type Done, optional, required } from './command';
import { integer, type Reader, RequestError, text, word } from './readers';

/** Features by name, and the number of events that may wait. */
const capabilities: Reader<{ features?: readonly string[]; max_events?: number }> = (value) => {
  if (typeof value !== 'object' || value === null)
    throw new RequestError('capabilities must be an object when provided');
  const { features, max_events: most } = value as Readonly<Record<string, unknown>>;
  if (features != null && !Array.isArray(features)) {
    throw new RequestError('capabilities.features must be a list when provided');
  }
  return {
    ...(features != null && { features: features.map(String) }),
    ...(most != null && { max_events: maxEvents(most, 'max_events') }),
  };
};

const maxEvents: Reader<number> = (value, name) => {
  const number = integer({ text: () => 'capabilities.max_events must be an integer when provided' })(value, name);
  if (number <= 0) throw new RequestError('capabilities.max_events must be positive');
  return number;
};

const lockedPid = integer({ text: () => 'pid_lock must be an integer or sequence of integers' });

/** One pid, or a list of them; they need not exist. */
const pidLock: Reader<number | readonly number[]> = (value, name) => {
  const pids = Array.isArray(value) ? value.map((pid) => lockedPid(pid, name)) : lockedPid(value, name);
  if ((typeof pids === 'number' ? [pids] : pids).some((pid) => pid < 0)) {
    throw new RequestError('pid_lock values must be non-negative');
  }
  return pids;
};

const roles = { controller: [], observer: [] } satisfies Record<SessionRole, readonly string[]>;

type CurrentSession = ReturnType<typeof currentRecord>;

export const sessions = {
  /**
   * `token`: what the server was started with, if it asks for one. Feature `observers`: an observer reads and
   * subscribes, locks nothing and changes nothing. Feature `executive_id`: the answer tells which executive this is.
   */
  'session.open': command<{ session: SessionRecord & { executive_id?: string } }>()(
    {
      client: optional(text),
      capabilities: optional(capabilities),
      pid_lock: optional(pidLock),
      heartbeat_s: optional(integer({ text: () => 'heartbeat_s must be an integer when provided' })),
      role: optional(word(roles)),
    },
    { observable: true },
  ),
  'session.keepalive': command<Done>()({}, { session: true, observable: true }),
  'session.close': command<Done>()({}, { session: true, observable: true }),
  'session.current': command<{ session: CurrentSession }>()({}, { session: true, observable: true }),
  'session.list': command<{ sessions: (CurrentSession & { age_s: number })[] }>()({}, { observable: true }),
  /** Ends the session of somebody else; anybody may. */
  'session.terminate': command<{ closed: { id: string; reason: 'admin_close' } }>()({ target: required(text) }),
} as const;
