/** Symbols and lines in their wire form (executive-protocol spec 7.4). */

import type { StackFrame } from '../../executive/task-record';
import type { AddressSpace, ProgramSymbol, SymbolTable } from '../../toolchain/symbols';
import type { Request, Response } from '../contract';
import type { NamedFrame } from '../contract/inspection';
import type { LineRecord, SymbolRecord } from '../contract/symbols';
import { needed } from './needs';

export const symbolRecord = ({ name, address, size, type, file, line }: ProgramSymbol): SymbolRecord => ({
  name,
  address,
  // Clients do arithmetic with it (Q16).
  size: size ?? 0,
  type: type ?? 'symbol',
  file,
  line,
});

/** The symbol an address belongs to, with the distance from its start. */
export function symbolAt(
  table: SymbolTable | undefined,
  address: number,
  space?: AddressSpace,
): SymbolRecord | undefined {
  const found = table?.symbolAt(address, space);
  return found && { ...symbolRecord(found.symbol), offset: found.offset };
}

export function lineAt(table: SymbolTable | undefined, address: number): LineRecord | undefined {
  const entry = table?.lineAt(address);
  return entry && { address: entry.address, file: entry.file, line: entry.line };
}

/** What the symbols tell of a frame. */
export function nameFrame(table: SymbolTable | undefined, frame: StackFrame): NamedFrame {
  const symbol = symbolAt(table, frame.pc, 'code');
  const line = lineAt(table, frame.pc);
  return {
    ...frame,
    ...(symbol && {
      symbol,
      func_name: symbol.name,
      func_addr: symbol.address,
      func_offset: symbol.offset!,
    }),
    ...(line && { line, line_num: line.line }),
  };
}

/** @throws ExecutiveError when what is looked for is missing */
export function lookUp(
  table: SymbolTable | undefined,
  { pid, address, name }: Request<'sym'>,
  op: 'addr' | 'name' | 'line',
): Response<'sym'> {
  if (op === 'name') {
    const wanted = needed(name || undefined, "sym lookup requires 'name'");
    const symbol = table?.symbolNamed(wanted);
    return { symbol: symbol ? symbolRecord(symbol) : null, pid, name: wanted };
  }
  const at = needed(address, `sym ${op} requires 'address'`);
  if (op === 'addr') return { symbol: symbolAt(table, at) ?? null, pid, address: at };
  return { line: lineAt(table, at) ?? null, pid, address: at };
}

/** Most symbols of a page. */
const MOST = 256;

export function symbolPage(
  table: SymbolTable | undefined,
  { pid, type = 'all', offset = 0, limit = 0 }: Request<'symbols'>,
): Response<'symbols'> {
  const { functions = [], variables = [] } = table ?? {};
  const all = { functions, variables, all: [...functions, ...variables].sort((a, b) => a.address - b.address) }[type];
  const most = limit === 0 ? null : Math.min(MOST, Math.max(1, limit));
  const start = Math.min(Math.max(0, offset), all.length);
  const page = all.slice(start, most === null ? undefined : start + most);
  return { symbols: { pid, count: all.length, offset: start, limit: most, type, symbols: page.map(symbolRecord) } };
}
