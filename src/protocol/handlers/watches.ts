import type { watches } from '../contract/watches';
import type { Handlers } from './handler';
import { needed } from './needs';

export const watchHandlers: Handlers<typeof watches> = {
  watch: (executive, { pid, op = 'list', expr, type, length, watch }) => {
    if (op === 'add') {
      const expression = needed(expr, "watch add requires 'expr'");
      return { watch: executive.addWatch(pid, { expression, type, length }) };
    }
    if (op === 'remove') {
      const id = needed(watch, "watch remove requires 'id'");
      return { watch: executive.removeWatch(pid, id) };
    }
    const list = executive.hasTask(pid) ? executive.watches.list(executive.requireTask(pid)) : [];
    return { watch: { pid, count: list.length, watches: list }, watches: list };
  },
};
