/** The symbols of tasks, as tools have loaded them (executive-protocol spec 7.4). */

import { readSymbols, type SymbolTable } from '../toolchain/symbols';

export interface LoadedSymbols {
  readonly table: SymbolTable;
  readonly path: string;
}

export class TaskSymbols {
  private readonly byPid = new Map<number, LoadedSymbols>();

  get(pid: number): LoadedSymbols | undefined {
    return this.byPid.get(pid);
  }

  /** @param text of a symbol file @throws ToolchainError when it is none; nothing has changed then */
  load(pid: number, path: string, text: string): SymbolTable {
    const table = readSymbols(text);
    this.byPid.set(pid, { table, path });
    return table;
  }

  remove(pid: number): void {
    this.byPid.delete(pid);
  }
}
