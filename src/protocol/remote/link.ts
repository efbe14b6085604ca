/**
 * A session with a remote executive that outlives its connections (executive-protocol spec 10, 11, 13.3 I): one
 * connection for requests, one for events, kept alive, and made anew when they break.
 */

import type { OpenConnection } from '../../platform/line-connection';
import { isTraceBatch, traceEventsOf } from '../trace-batch';
import { ConnectionError, RefusedError } from './errors';
import { EventFeed, type EventFilters, type WireEvent } from './event-feed';
import type { Fields } from './message';
import { RequestLine } from './request-line';

export interface LinkOptions {
  readonly connect: OpenConnection;
  /** Told to the executive, for its list of sessions. */
  readonly client: string;
  /** Asked for; what was granted is in {@link ExecutiveLink.features}. */
  readonly features: readonly string[];
  /** Tasks that nobody else may control meanwhile. */
  readonly locks?: readonly number[] | undefined;
  /** Where the executive knows observers, the session can then change nothing; it has no locks. */
  readonly observes?: boolean | undefined;
  /** Shared secret of executives that want one. */
  readonly token?: string | undefined;
  readonly filters?: EventFilters | undefined;
  /** Seconds without a sign of life after which the executive ends the session, 5..300. Default 30. */
  readonly heartbeat?: number | undefined;
  /** Milliseconds that an answer may take. Default 10000. */
  readonly timeout?: number | undefined;
  /** Milliseconds to try again for after the connection broke. Default 60000; 0 = not at all. */
  readonly patience?: number | undefined;
  /**
   * Called when the connection was made anew, with the same session or another, before anybody else may call.
   * @param restarted the executive itself is a new one, which has forgotten everything
   */
  readonly restore?: ((restarted: boolean) => Promise<void>) | undefined;
  /** Called when an expired session was replaced on the same connection, before the request that met it is repeated. */
  readonly renewed?: (() => Promise<void>) | undefined;
}

export type LinkState =
  | { readonly kind: 'connected'; readonly restarted: boolean }
  | { readonly kind: 'reconnecting'; readonly reason: string }
  /** Given up. */
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'closed' };

/** Events kept for a slow reader by the executive; its largest. */
const MAX_EVENTS = 2048;
/** As an acknowledgement: also of all that is yet to come, so that nobody is cut off for what a filter hides. */
const EVERYTHING = Number.MAX_SAFE_INTEGER;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 2_000;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const isRefusal = (error: unknown, start: string): boolean =>
  error instanceof RefusedError && error.message.startsWith(start);

interface Live {
  readonly line: RequestLine;
  feed: EventFeed;
  session: string;
}

export class ExecutiveLink {
  private live: Live | undefined;
  private state: LinkState['kind'] = 'reconnecting';
  private lastSession: string | undefined;
  /** Which executive the session is with, where the executive tells. */
  private executive: string | undefined;
  private lostAt = 0;
  private lastSeq = 0;
  private renewing: Promise<void> | undefined;
  /** Seconds. */
  private heartbeat = 30;
  private keepalive: ReturnType<typeof setInterval> | undefined;
  private readonly eventListeners = new Set<(event: WireEvent) => void>();
  private readonly stateListeners = new Set<(state: LinkState) => void>();
  /** What the executive granted of what was asked for. */
  features: ReadonlySet<string> = new Set();
  /** The session as the executive described it. */
  session: Fields = {};

  /** Present pids of the tasks in `options.locks`. */
  private locks: readonly number[];

  private constructor(private readonly options: LinkOptions) {
    this.locks = options.locks ?? [];
  }

  /** @throws ConnectionError, RefusedError (a lock held by somebody else, a wrong token) */
  static async open(options: LinkOptions): Promise<ExecutiveLink> {
    const link = new ExecutiveLink(options);
    await link.establish();
    link.requireLive();
    link.state = 'connected';
    return link;
  }

  onEvent(listener: (event: WireEvent) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /**
   * One request; a session that has expired is opened again first.
   * @param timeout milliseconds that the answer may take
   * @throws RefusedError, ConnectionError
   */
  async call(command: string, fields: Fields = {}, timeout = this.timeout): Promise<Fields> {
    try {
      return await this.callOnce(command, fields, timeout);
    } catch (error) {
      if (!isRefusal(error, 'session_required')) throw error;
      await this.renewSession();
      return this.callOnce(command, fields, timeout);
    }
  }

  /** A task has taken the place of another one, and its lock; a session that is opened anew asks for it. */
  passLock(from: number, to: number): void {
    this.locks = this.locks.map((pid) => (pid === from ? to : pid));
  }

  /** The same where the executive leaves the lock with the old task: a session is opened anew, which asks for the new one. */
  async moveLock(from: number, to: number): Promise<void> {
    if (!this.locks.includes(from)) return;
    this.passLock(from, to);
    await this.call('session.close');
    await this.call('session.keepalive');
  }

  /** Ends the session, if the executive still listens. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    const { live } = this;
    this.enter({ kind: 'closed' });
    this.leave();
    if (!live) return;
    live.feed.close();
    await live.line.call('session.close', { session: live.session }, this.timeout).catch(() => {});
    live.line.close();
  }

  private get timeout(): number {
    return this.options.timeout ?? 10_000;
  }

  private async callOnce(command: string, fields: Fields, timeout: number): Promise<Fields> {
    const { live } = this;
    if (!live) {
      if (this.state === 'closed') throw new ConnectionError('closed', 'the connection to the executive was closed');
      throw new ConnectionError('lost', 'the connection to the executive is lost');
    }
    return live.line.call(command, { session: live.session, ...fields }, timeout);
  }

  // --- making the connection ----------------------------------------------------------------------------------------

  /** @returns whether the executive is another one than before */
  private async establish(): Promise<boolean> {
    const line = new RequestLine((error) => this.onLost(error.message));
    await line.open(this.options.connect);
    try {
      const { session, forgotten } = await this.takeSession(line);
      const live: Live = { line, session, feed: this.newFeed() };
      const restarted = await this.subscribe(live, forgotten);
      if (this.state === 'closed') throw new ConnectionError('closed', 'the connection to the executive was closed');
      this.live = live;
      this.lastSession = session;
      const period = (this.heartbeat * 1000) / 2;
      this.keepalive = setInterval(() => void this.call('session.keepalive').catch(() => {}), period);
      return restarted;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  /** It may have broken again while it was being made. */
  private requireLive(): void {
    if (!this.live?.line.isOpen) throw new ConnectionError('lost', 'the connection to the executive broke at once');
  }

  /** The session that was lost if it still lives, with its locks; else another. */
  private async takeSession(line: RequestLine): Promise<{ session: string; forgotten: boolean }> {
    const lastSession = this.lastSession;
    if (lastSession === undefined) return { session: await this.openSession(line), forgotten: false };
    try {
      await line.call('session.keepalive', { session: lastSession }, this.timeout);
      return { session: lastSession, forgotten: false };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return this.replaceSession(line);
    }
  }

  /** A session after one that has ended: of the same executive, or of another one. */
  private async replaceSession(line: RequestLine): Promise<{ session: string; forgotten: boolean }> {
    const forgotten = await this.isAnother(line);
    // A new executive numbers its tasks from the start.
    if (forgotten) this.locks = this.options.locks ?? [];
    return { session: await this.openSession(line), forgotten };
  }

  private async isAnother(line: RequestLine): Promise<boolean> {
    const before = this.executive;
    // A session that was refused before its time was over can also have been ended by somebody.
    if (before === undefined) return performance.now() - this.lostAt < this.heartbeat * 1000;
    const session = await this.openSession(line, []);
    await line.call('session.close', { session }, this.timeout);
    return this.executive !== before;
  }

  private async openSession(line: RequestLine, locks = this.locks): Promise<string> {
    const { client, features, observes, token, heartbeat } = this.options;
    const fields = {
      client,
      capabilities: { features, max_events: MAX_EVENTS },
      pid_lock: locks.length === 0 ? null : locks.length === 1 ? locks[0] : locks,
      ...(observes && { role: 'observer' }),
      ...(heartbeat !== undefined && { heartbeat_s: heartbeat }),
      ...(token !== undefined && { token }),
    };
    const answer = await line.call('session.open', fields, this.timeout);
    const session = (answer['session'] ?? {}) as Fields;
    const { id, heartbeat_s: agreed, features: granted, executive_id: executive } = session;
    this.session = session;
    this.executive = typeof executive === 'string' ? executive : undefined;
    if (typeof id !== 'string') throw new ConnectionError('garbage', 'the executive opened a session without an id');
    if (typeof agreed === 'number' && agreed > 0) this.heartbeat = agreed;
    this.features = new Set(Array.isArray(granted) ? granted.map(String) : []);
    return id;
  }

  private newFeed(): EventFeed {
    const feed: EventFeed = new EventFeed({
      onEvent: (event) => this.onEventLine(event),
      onEnd: (reason) => void this.onFeedEnd(feed, reason),
    });
    return feed;
  }

  /**
   * @param forgotten the executive is known to be another one
   * @returns whether it is
   */
  private async subscribe({ line, feed, session }: Live, forgotten = false): Promise<boolean> {
    const { connect, filters } = this.options;
    if (forgotten) this.lastSeq = 0;
    const since = forgotten || this.lastSeq > 0 ? this.lastSeq : undefined;
    const { timeout } = this;
    let { cursor } = await feed.open(connect, { session, filters, since, timeout });
    const restarted = forgotten || (since !== undefined && cursor < since);
    if (restarted && !forgotten) {
      this.lastSeq = 0;
      feed.close();
      ({ cursor } = await feed.open(connect, { session, filters, since: 0, timeout }));
    } else if (since === undefined) {
      this.lastSeq = cursor;
    }
    // It throws away what waits to be sent, so what is replayed has to arrive before.
    if (since !== undefined) await this.received(cursor);
    await line.call('events.ack', { session, seq: EVERYTHING }, timeout).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
    });
    return restarted;
  }

  /** Waits until the event `seq` has come, or for a moment: a filter may hide it. */
  private async received(seq: number): Promise<void> {
    for (let waits = 0; waits < 20 && this.lastSeq < seq; waits++) await sleep(10);
  }

  // --- losing it ----------------------------------------------------------------------------------------------------

  private onEventLine(event: WireEvent): void {
    if (!isTraceBatch(event)) this.pass(event);
    else for (const one of traceEventsOf(event)) this.pass(one as unknown as WireEvent);
  }

  private pass(event: WireEvent): void {
    // Replayed events may have come already. Private warnings have numbers of their own and change nothing here.
    if (event.seq <= this.lastSeq) return;
    this.lastSeq = event.seq;
    for (const listener of this.eventListeners) listener(event);
  }

  private async onFeedEnd(feed: EventFeed, reason: string): Promise<void> {
    const { live } = this;
    if (!live || live.feed !== feed) return;
    const { session } = live;
    live.feed = this.newFeed();
    try {
      await this.subscribe(live).catch(async (error: unknown) => {
        if (!isRefusal(error, 'session_required')) throw error;
        // The session was ended; a request may have met that first.
        if (this.renewing !== undefined || live.session === session) await this.renewSession();
      });
    } catch {
      live.line.close();
      this.onLost(`the event stream ended: ${reason}`);
    }
  }

  private onLost(reason: string): void {
    if (this.state !== 'connected') return;
    this.lostAt = performance.now();
    this.leave();
    void this.reconnect(reason);
  }

  private leave(): void {
    clearInterval(this.keepalive);
    this.live?.feed.close();
    this.live = undefined;
  }

  private async reconnect(reason: string): Promise<void> {
    const { patience = 60_000 } = this.options;
    const until = performance.now() + patience;
    this.enter({ kind: 'reconnecting', reason });
    for (let wait = FIRST_WAIT; performance.now() < until; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      await sleep(Math.min(wait, until - performance.now()));
      if (this.state === 'closed') return;
      try {
        const restarted = await this.establish();
        await this.options.restore?.(restarted);
        this.requireLive();
        this.enter({ kind: 'connected', restarted });
        return;
      } catch (error) {
        if (this.stateIs('closed')) return;
        this.live?.line.close();
        this.leave();
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    this.enter({ kind: 'lost', reason });
  }

  private stateIs(kind: LinkState['kind']): boolean {
    return this.state === kind;
  }

  /** Somebody ended the session, or it expired: opens another on the same connection. */
  private async renewSession(): Promise<void> {
    if (this.renewing !== undefined) {
      await this.renewing;
      return;
    }
    this.renewing = this.openAnother().finally(() => {
      this.renewing = undefined;
    });
    await this.renewing;
    await this.options.renewed?.();
  }

  private async openAnother(): Promise<void> {
    const { live } = this;
    if (!live) return;
    live.feed.close();
    live.session = await this.openSession(live.line);
    this.lastSession = live.session;
    live.feed = this.newFeed();
    await this.subscribe(live);
  }

  private enter(state: LinkState): void {
    this.state = state.kind;
    for (const listener of this.stateListeners) listener(state);
  }
}
