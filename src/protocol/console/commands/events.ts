import type { EventType } from '../../../executive/events';
import { type ConsoleCommand, commandsOf } from '../command';
import type { Notices } from '../notices';
import { ConsoleError } from '../words';

const isType: Readonly<Record<EventType, true>> = {
  task_state: true,
  scheduler: true,
  clock: true,
  debug_stop: true,
  debug_break: true,
  debug_log: true,
  fault: true,
  vm_error: true,
  trace_step: true,
  watch_update: true,
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
  value_registered: true,
  value_changed: true,
  cmd_registered: true,
  cmd_invoked: true,
  cmd_completed: true,
  'provisioning.started': true,
  'provisioning.progress': true,
  'provisioning.complete': true,
  'provisioning.error': true,
  'provisioning.aborted': true,
  warning: true,
};
const types = Object.keys(isType).sort();

/** @param notices what is told without having been asked */
export const eventCommands = (notices: Notices): readonly ConsoleCommand[] =>
  commandsOf('Executive', {
    name: 'events',
    usage: 'events [all|off|TYPE...]',
    summary: 'show events as they come: those of these types besides the present ones, all, or none',
    completes: [['all', 'off', ...types], types],
    async run(_context, words) {
      const wanted = words.rest().map((word) => word.toLowerCase());
      const unknown = wanted.find((type) => type !== 'all' && type !== 'off' && !types.includes(type));
      if (unknown !== undefined)
        throw new ConsoleError(`There are no events of type "${unknown}"; there are ${types.join(', ')}.`);
      for (const word of wanted) {
        if (word === 'off') notices.types.clear();
        else for (const type of word === 'all' ? types : [word]) notices.types.add(type);
      }
      const shown = [...notices.types].sort();
      return { data: shown, text: shown.length === 0 ? 'No events are shown.' : `Events shown: ${shown.join(' ')}.` };
    },
  });
