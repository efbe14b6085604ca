import type { events } from '../contract/events';
import type { Handlers } from './handler';
import { needed, sessionOf } from './needs';

/** For the sake of older tools: history is kept by number, not by time. */
const RETENTION_MS = 5000;

/** Types that only sessions with a feature get. */
const featureOfType = { clock: 'debug_run' } as const;

export const eventHandlers: Handlers<typeof events> = {
  'events.subscribe': (executive, { filters = {}, shared = false }, caller) => {
    const { pid: pids, categories, since_seq: since } = filters;
    const session = sessionOf(caller);
    const stream = needed(caller.stream, 'unsupported: events come without a subscription here');
    const hidden = new Set(
      Object.entries(featureOfType).flatMap(([type, feature]) => (caller.has(feature) ? [] : [type])),
    );
    const sink = stream(shared);
    const subscription = executive.events.subscribe(session, { pids, categories, since }, sink, hidden);
    return {
      events: {
        token: subscription.token,
        max: subscription.max,
        cursor: executive.events.sequence,
        retention_ms: RETENTION_MS,
        pending: subscription.pending,
        high_water: subscription.highWater,
        drops: subscription.drops,
        ...(since !== undefined && { since_seq: since }),
      },
    };
  },
  'events.ack': (_executive, { seq }, caller) => {
    const subscription = needed(sessionOf(caller).subscription ?? undefined, 'session_required');
    subscription.acknowledge(seq);
    const { pending, highWater, drops, acknowledged } = subscription;
    return { events: { pending, high_water: highWater, drops, last_ack: acknowledged } };
  },
  'events.unsubscribe': (_executive, _request, caller) => {
    const { subscription } = sessionOf(caller);
    subscription?.end();
    return { unsubscribed: subscription !== null };
  },
};
