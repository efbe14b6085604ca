import type { trace } from '../contract/trace';
import type { Handlers } from './handler';

export const traceHandlers: Handlers<typeof trace> = {
  trace: (executive, { pid, mode }) => {
    executive.setTrace(pid, mode);
    return { trace: { pid, enabled: mode } };
  },
};
