import type { breakpoints } from '../contract/breakpoints';
import type { Handlers } from './handler';
import { needed } from './needs';

export const breakpointHandlers: Handlers<typeof breakpoints> = {
  bp: (executive, { pid, op = 'list', addr }) => {
    if (op === 'set') {
      executive.setBreakpoint(pid, needed(addr, "bp set requires 'addr'"));
      executive.log.add('info', 'breakpoint added', { pid, addr: addr! & 0xffff });
    }
    if (op === 'clear') executive.clearBreakpoint(pid, needed(addr, "bp clear requires 'addr'"));
    if (op === 'clear_all') executive.clearBreakpoints(pid);
    return { pid, breakpoints: executive.breakpoints(pid) };
  },
};
