import type { breakpoints } from '../contract/breakpoints';
import type { Handlers } from './handler';
import { needed } from './needs';

export const breakpointHandlers: Handlers<typeof breakpoints> = {
  bp: (executive, { pid, op, addr }) => {
    if (op === 'set') executive.setBreakpoint(pid, needed(addr, "bp set requires 'addr'"));
    if (op === 'clear') executive.clearBreakpoint(pid, needed(addr, "bp clear requires 'addr'"));
    if (op === 'clear_all') executive.clearBreakpoints(pid);
    return { pid, breakpoints: executive.breakpoints(pid) };
  },
};
