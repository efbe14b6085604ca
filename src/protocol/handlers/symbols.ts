import type { symbols } from '../contract/symbols';
import type { Handlers } from './handler';
import { loadSymbols, symbolPath } from './load-symbols';
import { needed } from './needs';
import { lookUp, symbolPage } from './symbol-records';

export const symbolHandlers: Handlers<typeof symbols> = {
  sym: async (executive, request, { surroundings }) => {
    const { pid, op = 'info', path } = request;
    const { program } = executive.record(pid);
    const loaded = executive.symbols.get(pid);
    switch (op) {
      case 'load': {
        const file = symbolPath(program, needed(path || undefined, "sym load requires 'path'"));
        return { symbols: await loadSymbols(executive, surroundings, pid, file) };
      }
      case 'info': {
        const count = loaded?.table.symbols.length;
        return { symbols: { pid, loaded: !!loaded, ...(loaded && { path: loaded.path, count: count! }) } };
      }
      default:
        return lookUp(loaded?.table, request, op);
    }
  },
  symbols: (executive, request) => {
    executive.requireTask(request.pid);
    return symbolPage(executive.symbols.get(request.pid)?.table, request);
  },
};
