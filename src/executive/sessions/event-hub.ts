/** Numbers every event, remembers the last ones and passes them on to all subscribers (executive-protocol spec 11). */

import type { EventData, EventType, ExecutiveEvent } from '../events';
import { createFilter, type EventFilter } from './event-filter';
import { EventHistory } from './event-history';
import type { Session } from './session';
import { type EventSink, Subscription } from './subscription';

interface EventHubOptions {
  /** Seconds since the epoch, or of a virtual clock; events carry it. */
  readonly now: () => number;
  /** A new name for a subscription. */
  readonly newId: () => string;
  /** Numbers that no event gets. */
  readonly takenNumbers?: ReadonlySet<number> | undefined;
  /** Told of the number that a warning to one subscriber has used up. */
  readonly numberTaken?: (number: number) => void;
  /** Told when a subscription has begun or ended. */
  readonly subscribersChanged?: () => void;
}

export interface SubscribeRequest extends EventFilter {
  /** Also the events of the past with a larger number, as far as they are remembered. */
  readonly since?: number | undefined;
}

export class EventHub {
  /** Number of the last event, from 1. */
  sequence = 0;
  private history = new EventHistory();
  private readonly listeners = new Set<(event: ExecutiveEvent) => void>();
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly options: EventHubOptions) {}

  publish<Type extends EventType>(type: Type, pid: number | null, data: EventData[Type]): ExecutiveEvent {
    const event = { seq: ++this.sequence, ts: this.options.now(), type, pid, data } as ExecutiveEvent;
    this.history.push(event);
    for (const listener of this.listeners) listener(event);
    for (const subscription of this.subscriptions) subscription.offer(event);
    while (this.options.takenNumbers?.has(this.sequence + 1)) this.sequence++;
    return event;
  }

  /** Every event, at once. The returned function ends it. */
  listen(listener: (event: ExecutiveEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * The session's event stream; one that it has already ends.
   * @param hidden types that this session never gets
   */
  subscribe(
    session: Session,
    { since, ...filter }: SubscribeRequest,
    sink: EventSink,
    hidden: ReadonlySet<string>,
  ): Subscription {
    session.subscription?.end();
    const { now, newId } = this.options;
    const passes = createFilter(filter);
    const subscription = new Subscription({
      token: `${session.id}:${newId()}`,
      max: session.maxEvents,
      wants: (event) => passes(event) && !hidden.has(event.type),
      sink,
      now,
      nextSequence: () => {
        this.options.numberTaken?.(++this.sequence);
        return this.sequence;
      },
      acknowledged: since ?? this.sequence,
      ended: (ended) => {
        this.subscriptions.delete(ended);
        if (session.subscription === ended) session.subscription = null;
        this.options.subscribersChanged?.();
      },
    });
    session.subscription = subscription;
    if (since !== undefined) subscription.replay(this.history.since(since));
    this.subscriptions.add(subscription);
    this.options.subscribersChanged?.();
    return subscription;
  }

  /** Whether events with a larger number are no longer remembered. */
  hasForgotten(sequence: number): boolean {
    return this.history.hasForgotten(sequence);
  }

  /** Begins anew: numbers start at 1, nothing is remembered. */
  reset(): void {
    this.sequence = 0;
    this.history = new EventHistory();
  }
}
