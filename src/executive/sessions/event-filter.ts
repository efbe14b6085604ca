/** Which events a subscriber wants (executive-protocol spec 11.1). */

import type { EventType, ExecutiveEvent } from '../events';

export interface EventFilter {
  /** Tasks; absent: all events, also those about none. */
  readonly pids?: readonly number[] | undefined;
  /** Types; absent: all. Names are not checked. */
  readonly categories?: readonly string[] | undefined;
}

export function createFilter({ pids, categories }: EventFilter): (event: ExecutiveEvent) => boolean {
  const tasks = pids && new Set<number | null>(pids);
  const types = categories && new Set<string>(categories);
  return ({ pid, type }) => (!tasks || tasks.has(pid)) && (!types || types.has(type));
}

/** Categories that are no type of any event, each once. */
export const unknownCategories = ({ categories = [] }: EventFilter): string[] =>
  [...new Set(categories)].filter((category) => !Object.hasOwn(eventTypes, category));

/** A table, so that none can be left out. */
const eventTypes: Readonly<Record<EventType, true>> = {
  task_state: true,
  debug_stop: true,
  debug_break: true,
  scheduler: true,
  watch_update: true,
  debug_log: true,
  clock: true,
  vm_error: true,
  fault: true,
  trace_step: true,
  stdout: true,
  stderr: true,
  uart: true,
  can: true,
  gpio: true,
  sleep_request: true,
  sleep_complete: true,
  mailbox_send: true,
  mailbox_recv: true,
  mailbox_wait: true,
  mailbox_wake: true,
  mailbox_timeout: true,
  mailbox_error: true,
  mailbox_overrun: true,
  mailbox_backpressure: true,
  mailbox_exhausted: true,
  'provisioning.started': true,
  'provisioning.progress': true,
  'provisioning.complete': true,
  'provisioning.error': true,
  'provisioning.aborted': true,
  value_registered: true,
  value_changed: true,
  cmd_registered: true,
  cmd_invoked: true,
  cmd_completed: true,
  warning: true,
};
