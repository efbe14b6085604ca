/** The names of all types of events (executive-protocol spec 11.3, and ours). */

import type { EventType } from './events';

/** A table, so that none can be left out. */
const table: Readonly<Record<EventType, true>> = {
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
  'provisioning.rollback': true,
  value_registered: true,
  value_changed: true,
  cmd_registered: true,
  cmd_invoked: true,
  cmd_completed: true,
  warning: true,
};

/** In alphabetical order. */
export const eventTypes = Object.keys(table).sort() as readonly EventType[];

export const isEventType = (name: string): name is EventType => Object.hasOwn(table, name);
