import { eventTypes, isEventType } from '../../../executive/event-types';
import { type ConsoleCommand, commandsOf } from '../command';
import type { Notices } from '../notices';
import { ConsoleError } from '../words';

/** @param notices what is told without having been asked */
export const eventCommands = (notices: Notices): readonly ConsoleCommand[] =>
  commandsOf('Executive', {
    name: 'events',
    usage: 'events [all|off|TYPE...]',
    summary: 'show events as they come: those of these types besides the present ones, all, or none',
    completes: [['all', 'off', ...eventTypes], eventTypes],
    async run(_context, words) {
      const wanted = words.rest().map((word) => word.toLowerCase());
      const unknown = wanted.find((type) => type !== 'all' && type !== 'off' && !isEventType(type));
      if (unknown !== undefined)
        throw new ConsoleError(`There are no events of type "${unknown}"; there are ${eventTypes.join(', ')}.`);
      for (const word of wanted) {
        if (word === 'off') notices.types.clear();
        else for (const type of word === 'all' ? eventTypes : [word]) notices.types.add(type);
      }
      const shown = [...notices.types].sort();
      return { data: shown, text: shown.length === 0 ? 'No events are shown.' : `Events shown: ${shown.join(' ')}.` };
    },
  });
