/** The data of one program: what its symbols name, how large it is, and how it is looked at. */

import { type ScalarType, sizeOf } from '../executive/debug/expressions/data-type';
import type { DataShape } from '../executive/debug/expressions/resolve';
import type { ProgramSymbol, SymbolTable } from '../toolchain/symbols';
import { shapeOfType } from './c-types';

/** Size of a data label that nothing tells the size of: one word. */
const UNKNOWN_SIZE = 4;
/** What tables say where a type is expected: the kind of a symbol, but no type. */
const kinds: ReadonlySet<string> = new Set(['variable', 'data', 'object', 'rodata', 'bss']);
const codeKinds: ReadonlySet<string> = new Set(['function', 'text', 'label']);

export interface DataSymbol {
  readonly name: string;
  readonly address: number;
  /** Bytes. */
  readonly size: number;
  /** As the source says it; null: nobody knows. */
  readonly type: string | null;
  /** Known to all units. */
  readonly isGlobal: boolean;
}

/** How sources declare the data behind a label. */
export interface Declaration {
  readonly type: ScalarType | 'str' | undefined;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

export type Declarations = ReadonlyMap<string, Declaration>;

export class DataSymbols {
  private readonly symbols = new Map<string, DataSymbol>();
  private found: Declarations | undefined;

  constructor(
    table: SymbolTable | undefined,
    private readonly declarations: () => Declarations,
  ) {
    const variables = (table?.variables ?? []).filter(({ type }) => type === null || !codeKinds.has(type));
    const sizes = distances(variables);
    for (const { name, address, size, type, scope } of variables) {
      this.symbols.set(name, {
        name,
        address,
        size: size || (sizes.get(address) ?? UNKNOWN_SIZE),
        type: type === null || kinds.has(type) ? null : type,
        isGlobal: scope === 'global',
      });
    }
  }

  /** In order of their addresses. */
  get all(): DataSymbol[] {
    return [...this.symbols.values()];
  }

  named(name: string): DataSymbol | undefined {
    return this.symbols.get(name);
  }

  declarationOf(name: string): Declaration | undefined {
    this.found ??= this.declarations();
    return this.found.get(name);
  }

  /** By the type in the symbol file, else as the source declares it, else by size and content. */
  shapeOf({ name, size, type: typeName }: DataSymbol): DataShape {
    if (typeName !== null) return shapeOfType(typeName, size);
    const type = this.declarationOf(name)?.type;
    if (type === undefined) return { type: 'auto', count: size };
    if (type === 'str') return { type, count: size };
    const count = Math.floor(size / sizeOf(type));
    return count >= 1 ? { type, count } : { type: 'auto', count: size };
  }

  /** The name that an address belongs to, with the distance; the last one of several. */
  labelAt(address: number): string | undefined {
    let found: string | undefined;
    for (const { name, address: start, size } of this.symbols.values()) {
      if (address >= start && address < start + size) {
        found = address === start ? name : `${name}+${address - start}`;
      }
    }
    return found;
  }
}

/** From each address to the next one that has a name. */
function distances(sorted: readonly ProgramSymbol[]): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  let next: number | undefined;
  for (const { address } of [...sorted].reverse()) {
    if (!sizes.has(address) && next !== undefined) sizes.set(address, next - address);
    next = address;
  }
  return sizes;
}
