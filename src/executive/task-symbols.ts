/** The symbols of tasks, as tools have loaded them (executive-protocol spec 7.4). */

import type { SymbolTable } from '../toolchain/symbols';

export interface LoadedSymbols {
  readonly table: SymbolTable;
  readonly path: string;
}

export class TaskSymbols {
  private readonly byPid = new Map<number, LoadedSymbols>();

  get(pid: number): LoadedSymbols | undefined {
    return this.byPid.get(pid);
  }

  set(pid: number, symbols: LoadedSymbols): void {
    this.byPid.set(pid, symbols);
  }

  remove(pid: number): void {
    this.byPid.delete(pid);
  }
}
