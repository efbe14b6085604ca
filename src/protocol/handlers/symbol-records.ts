/** Symbols and lines in their wire form (executive-protocol spec 7.4). */

import type { AddressSpace, ProgramSymbol, SymbolTable } from '../../toolchain/symbols';
import type { LineRecord, SymbolRecord } from '../contract/symbols';

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
