/** All sessions: opening and closing, their life time, and who has locked which task (executive-protocol spec 10). */

import { ExecutiveError } from '../errors';
import { createSession, type Session, type SessionRequest } from './session';

interface SessionTableOptions {
  /** Features that a session may ask for. */
  readonly features: ReadonlySet<string>;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** A new name for a session, never used before. */
  readonly newId: () => string;
  /** Most sessions at a time. */
  readonly limit: number;
  /** Called when a session has ended; `lost`: not by its own will. */
  readonly onClose?: (session: Session, lost: boolean) => void;
}

export class SessionTable {
  private readonly sessions = new Map<string, Session>();
  private count = 0;

  constructor(private readonly options: SessionTableOptions) {}

  /**
   * When there is no room, the observer that has been silent longest ends for one that is none (services spec 10, 27).
   * @throws ExecutiveError `pid_locked:N`, or when there are too many; nothing has changed then
   */
  open(request: SessionRequest): Session {
    const { features, now, newId, limit } = this.options;
    const session = createSession(request, features, { id: newId(), number: this.count + 1, now: now() });
    for (const pid of session.locks) this.checkLock(pid, session);
    if (this.sessions.size >= limit) {
      const observer = session.role === 'observer' ? undefined : this.silentObserver();
      if (!observer) throw new ExecutiveError(`too many sessions: ${limit} are open`);
      this.close(observer, true);
    }
    this.count++;
    this.sessions.set(session.id, session);
    return session;
  }

  /** Frees its locks and ends its event stream. @param lost its client has gone without a word, or somebody else ends it */
  close(session: Session, lost = false): void {
    this.sessions.delete(session.id);
    session.subscription?.end();
    session.subscription = null;
    this.options.onClose?.(session, lost);
  }

  private silentObserver(): Session | undefined {
    const observers = this.all().filter(({ role }) => role === 'observer');
    return observers.sort((a, b) => a.lastSeen - b.lastSeen)[0];
  }

  get(id: string): Session | undefined {
    return this.sessions.get(id);
  }

  /** Oldest first. */
  all(): Session[] {
    return [...this.sessions.values()];
  }

  /** Ends the sessions that have been silent for longer than their heartbeat. */
  expire(): void {
    const now = this.options.now();
    for (const session of this.sessions.values())
      if (now - session.lastSeen > session.heartbeat) this.close(session, true);
  }

  /** Seconds since the epoch. */
  now(): number {
    return this.options.now();
  }

  /** The session is alive: its time starts again. */
  touch(session: Session): void {
    session.lastSeen = this.options.now();
  }

  age(session: Session): number {
    return this.options.now() - session.createdAt;
  }

  /** @throws ExecutiveError `pid_locked:N` when another session than `caller` has locked the task */
  checkLock(pid: number, caller: Session | undefined): void {
    for (const session of this.sessions.values()) {
      if (session !== caller && session.locks.includes(pid)) throw new ExecutiveError(`pid_locked:${pid}`);
    }
  }

  /** The task that takes the place of another one is locked by the same session; nothing changes for one that nobody locked. */
  passLock(from: number, to: number): void {
    const pass = (pid: number) => (pid === from ? to : pid);
    for (const session of this.sessions.values()) {
      session.locks = session.locks.map(pass).sort((a, b) => a - b);
      if (session.pidLock !== null)
        session.pidLock = typeof session.pidLock === 'number' ? pass(session.pidLock) : session.locks;
    }
  }

  /** Closes everything. */
  closeAll(): void {
    for (const session of this.sessions.values()) this.close(session);
  }
}
