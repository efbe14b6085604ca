import type { Executive } from '../../executive/executive';
import { unknownCategories } from '../../executive/sessions/event-filter';
import type { SubscribeRequest } from '../../executive/sessions/event-hub';
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
    const sink = stream({ shared, traceBatches: caller.has('trace_batches') });
    const request = { pids, categories, since };
    const warnings = caller.has('stream_warnings') ? warningsOf(executive, request) : [];
    const subscription = executive.events.subscribe(session, request, sink, hidden);
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
        ...(warnings.length > 0 && { warnings }),
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

/** What was asked for in vain (services spec 10, action 2). */
function warningsOf({ events: hub }: Executive, { since, ...filter }: SubscribeRequest): string[] {
  const warnings = unknownCategories(filter).map((category) => `unsupported_category:${category}`);
  if (since !== undefined && hub.hasForgotten(since)) warnings.push('seq_evicted');
  return warnings;
}
