import { ExecutiveError } from '../../executive/errors';
import { currentRecord, sessionRecord } from '../../executive/sessions/session';
import type { sessions } from '../contract/sessions';
import type { Handlers } from './handler';
import { sessionOf } from './needs';

export const sessionHandlers: Handlers<typeof sessions> = {
  'session.open': (executive, { client = '', capabilities, pid_lock: pidLock, heartbeat_s: heartbeat, role }) => {
    const { features = [], max_events: maxEvents } = capabilities ?? {};
    const session = executive.sessions.open({ client, features, maxEvents, pidLock, heartbeat, role });
    executive.log.add('info', 'session opened', {
      session_id: session.id,
      client,
      pid_locks: [...session.locks],
      session_number: session.number,
    });
    const told = session.features.includes('executive_id') ? { executive_id: executive.id } : {};
    return { session: { ...sessionRecord(session), ...told } };
  },
  'session.keepalive': () => ({}),
  'session.close': (executive, _request, caller) => {
    executive.sessions.close(sessionOf(caller));
    return {};
  },
  'session.current': (_executive, _request, caller) => ({ session: currentRecord(sessionOf(caller)) }),
  'session.list': (executive) => ({
    sessions: executive.sessions
      .all()
      .map((session) => ({ ...currentRecord(session), age_s: executive.sessions.age(session) })),
  }),
  'session.terminate': (executive, { target }) => {
    const session = executive.sessions.get(target);
    if (!session) throw new ExecutiveError('session_not_found');
    executive.sessions.close(session, true);
    return { closed: { id: target, reason: 'admin_close' } };
  },
};
