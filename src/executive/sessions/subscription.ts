/**
 * One subscriber's way from events to its connection: filter, queue and back-pressure (executive-protocol spec 11.2). Only
 * what could not be delivered counts against it (fixes Q21), and an acknowledgement never takes away what has not been
 * sent (fixes Q22).
 */

import type { ExecutiveEvent } from '../events';

/** The connection at the other end. */
export interface EventSink {
  /** False while it is congested; then {@link Subscription.flush} is called when it has room again. */
  readonly ready: boolean;
  send(event: ExecutiveEvent | SubscriberWarning): void;
  /** No further event comes. */
  end(): void;
}

/** Told to one subscriber alone; not in the history. */
export interface SubscriberWarning {
  seq: number;
  ts: number;
  type: 'warning';
  pid: null;
  data:
    | {
        reason: 'slow_consumer' | 'slow_consumer_drop';
        pending: number;
        high_water: number;
        drops: number;
        subscription: string;
      }
    | { reason: 'event_dropped'; dropped_seq: number; drops: number; subscription: string };
}

interface SubscriptionOptions {
  readonly token: string;
  /** Events that may wait. */
  readonly max: number;
  readonly wants: (event: ExecutiveEvent) => boolean;
  readonly sink: EventSink;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** The number of a warning. */
  readonly nextSequence: () => number;
  /** Acknowledged from the beginning. */
  readonly acknowledged: number;
  readonly ended: (subscription: Subscription) => void;
}

/** Seconds after the subscription in which nobody is called slow. */
const GRACE_S = 1;
const WARN_EVERY_S = 0.5;

export class Subscription {
  drops = 0;
  highWater = 0;
  private queue: (ExecutiveEvent | SubscriberWarning)[] = [];
  /** Events that came and have not left, waiting or dropped, since the connection last took one. */
  private undelivered = 0;
  private lastAck: number;
  private readonly startedAt: number;
  private warnedAt = Number.NEGATIVE_INFINITY;
  private open = true;

  constructor(private readonly options: SubscriptionOptions) {
    this.lastAck = options.acknowledged;
    this.startedAt = options.now();
  }

  get token(): string {
    return this.options.token;
  }

  get max(): number {
    return this.options.max;
  }

  get acknowledged(): number {
    return this.lastAck;
  }

  /** Events that came for this subscriber and have not left. */
  get pending(): number {
    return this.undelivered;
  }

  /** Takes events of the past, whatever their number; they leave with the next {@link flush}. */
  replay(events: readonly ExecutiveEvent[]): void {
    this.queue = events.filter(this.options.wants);
    this.highWater = this.undelivered = this.queue.length;
  }

  offer(event: ExecutiveEvent): void {
    if (!this.open || !this.options.wants(event)) return;
    if (this.queue.length === 0 && this.options.sink.ready) {
      this.options.sink.send(event);
      return;
    }
    this.queue.push(event);
    this.undelivered++;
    this.highWater = Math.max(this.highWater, this.undelivered);
    this.limit();
  }

  /** Sends what waits, as far as the connection takes it. */
  flush(): void {
    const { sink } = this.options;
    let sent = 0;
    while (sent < this.queue.length && sink.ready) sink.send(this.queue[sent++]!);
    if (sent === 0) return;
    this.queue = this.queue.slice(sent);
    this.undelivered = this.queue.length;
  }

  /** Raises the last acknowledged number, never lowers it. */
  acknowledge(sequence: number): void {
    this.lastAck = Math.max(this.lastAck, sequence);
  }

  /** Ends the stream; what waits is lost. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    this.queue = [];
    this.options.sink.end();
    this.options.ended(this);
  }

  /** Back-pressure: first the oldest events go, then the subscriber. */
  private limit(): void {
    const { max, now, sink } = this.options;
    if (this.queue.length > max) this.dropOldest();
    const time = now();
    if (time - this.startedAt < GRACE_S) return;
    if (this.undelivered >= Math.max(4 * max, 256)) {
      sink.send(this.warning({ reason: 'slow_consumer_drop', ...this.figures() }));
      this.end();
    } else if (this.undelivered >= Math.max(2 * max, 64) && time - this.warnedAt >= WARN_EVERY_S) {
      this.warnedAt = time;
      this.queue.push(this.warning({ reason: 'slow_consumer', ...this.figures() }));
    }
  }

  private dropOldest(): void {
    const { max, token } = this.options;
    const dropped = this.queue.shift()!;
    this.drops++;
    this.acknowledge(dropped.seq);
    this.queue.push(
      this.warning({ reason: 'event_dropped', dropped_seq: dropped.seq, drops: this.drops, subscription: token }),
    );
    if (this.queue.length > max) this.queue.shift();
  }

  private figures() {
    return {
      pending: this.undelivered,
      high_water: this.highWater,
      drops: this.drops,
      subscription: this.options.token,
    };
  }

  private warning(data: SubscriberWarning['data']): SubscriberWarning {
    const { nextSequence, now } = this.options;
    return { seq: nextSequence(), ts: now(), type: 'warning', pid: null, data };
  }
}
