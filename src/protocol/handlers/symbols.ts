import type { symbols } from '../contract/symbols';
import type { Handlers } from './handler';
import { loadSymbols, symbolPath } from './load-symbols';
import { needed } from './needs';
import { lineAt, symbolAt, symbolRecord } from './symbol-records';

const MOST = 256;

export const symbolHandlers: Handlers<typeof symbols> = {
  sym: async (executive, { pid, op = 'info', address, name, path }, { surroundings }) => {
    const { program } = executive.record(pid);
    const loaded = executive.symbols.get(pid);
    switch (op) {
      case 'load': {
        const file = symbolPath(program, needed(path || undefined, "sym load requires 'path'"));
        return { symbols: await loadSymbols(executive, surroundings, pid, file) };
      }
      case 'addr': {
        const at = needed(address, "sym addr requires 'address'");
        return { symbol: symbolAt(loaded?.table, at) ?? null, pid, address: at };
      }
      case 'name': {
        const wanted = needed(name || undefined, "sym lookup requires 'name'");
        const symbol = loaded?.table.symbolNamed(wanted);
        return { symbol: symbol ? symbolRecord(symbol) : null, pid, name: wanted };
      }
      case 'line': {
        const at = needed(address, "sym line requires 'address'");
        return { line: lineAt(loaded?.table, at) ?? null, pid, address: at };
      }
      case 'info': {
        const count = loaded?.table.symbols.length;
        return { symbols: { pid, loaded: !!loaded, ...(loaded && { path: loaded.path, count: count! }) } };
      }
    }
  },
  symbols: (executive, { pid, type = 'all', offset = 0, limit = 0 }) => {
    executive.requireTask(pid);
    const table = executive.symbols.get(pid)?.table;
    const { functions = [], variables = [] } = table ?? {};
    const all = { functions, variables, all: [...functions, ...variables].sort((a, b) => a.address - b.address) }[type];
    const most = limit === 0 ? null : Math.min(MOST, Math.max(1, limit));
    const start = Math.min(Math.max(0, offset), all.length);
    const page = all.slice(start, most === null ? undefined : start + most);
    return {
      symbols: { pid, count: all.length, offset: start, limit: most, type, symbols: page.map(symbolRecord) },
    };
  },
};
