import type { debugPoints } from '../contract/debug-points';
import type { Handlers } from './handler';

export const debugPointHandlers: Handlers<typeof debugPoints> = {
  'debug.point.add': (executive, { pid, point }, { session }) => ({ id: executive.addPoint(pid, point, session?.id) }),
  'debug.point.remove': (executive, { pid, id }) => {
    executive.removePoint(pid, id);
    return {};
  },
  'debug.catch': (executive, { catches }, { session }) => {
    executive.setCatches(catches, session?.id);
    return {};
  },
};
