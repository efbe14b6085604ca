/** What the symbol file of an image tells about parts that have no assembly source, as C (toolchain spec 12). */

import { dirname, isAbsolute, join } from 'pathe';
import { type Place, ToolchainError } from '../../toolchain/diagnostics';
import { type ProgramSymbol, readSymbols, type SymbolTable } from '../../toolchain/symbols';

export interface BuiltSymbol {
  readonly name: string;
  readonly section: 'text' | 'data';
  /** In code, or in data memory, when the image was built. */
  readonly address: number;
  /** The start of the line where it was written, if the file tells. */
  readonly place: Place | undefined;
}

const isAssembly = /\.(mvasm|asm|inc)$/i;

export class BuiltSymbols {
  private symbols: ReadonlyMap<string, BuiltSymbol> | undefined;

  /** @param text of the symbol file; one that cannot be read has no symbols */
  constructor(
    readonly path: string,
    private readonly text: string,
  ) {}

  /** Functions and variables that were not written in assembly, by name. */
  get all(): ReadonlyMap<string, BuiltSymbol> {
    this.symbols ??= new Map(this.read().map((symbol) => [symbol.name, symbol]));
    return this.symbols;
  }

  private read(): BuiltSymbol[] {
    const table = tableOf(this.text);
    if (!table) return [];
    const convert =
      (section: BuiltSymbol['section']) =>
      (symbol: ProgramSymbol): BuiltSymbol => {
        const { name, address } = symbol;
        return { name, section, address, place: this.placeOf(table, symbol) };
      };
    const isForeign = ({ file }: ProgramSymbol): boolean => file === null || !isAssembly.test(file);
    return [
      ...table.functions.filter(isForeign).map(convert('text')),
      ...table.variables.filter(isForeign).map(convert('data')),
    ];
  }

  /** Only instructions carry the folder of their file. */
  private placeOf(table: SymbolTable, { address, type, file, line }: ProgramSymbol): Place | undefined {
    if (file === null || line === null || line < 1) return undefined;
    const record = type === 'function' ? table.instructionAt(address) : undefined;
    const folder = record?.file === file ? (record.directory ?? '') : '';
    const path = isAbsolute(file) ? file : join(folder, file);
    return { file: isAbsolute(path) ? path : join(dirname(this.path), path), line: line - 1, start: 0, end: 0 };
  }
}

function tableOf(text: string): SymbolTable | undefined {
  try {
    return readSymbols(text);
  } catch (error) {
    if (error instanceof ToolchainError) return undefined;
    throw error;
  }
}
