/** Symbol files `.sym` (toolchain spec 12): writing, reading and looking up. */

import { ToolchainError } from './diagnostics';
import { fromPlain } from './json/value';
import { writeIndented } from './json/write';
import type { SymbolFile } from './symbol-file/format';
import { LineIndex } from './symbol-file/line-index';
import { compareNumbers, lastAtMost } from './symbol-file/lookup';
import {
  type InstructionEntry,
  isMembers,
  type LabelEntry,
  type LineEntry,
  type LocalEntry,
  type Members,
  type ProgramSymbol,
  type RegionEntry,
  readInstructionEntries,
  readLabelEntries,
  readLineEntries,
  readLocalEntries,
  readRegionEntries,
  readSymbolEntries,
} from './symbol-file/read';

export type { SymbolFile } from './symbol-file/format';
export type {
  InstructionEntry,
  LabelEntry,
  LineEntry,
  LocalEntry,
  LocalLocation,
  LocalPlace,
  ProgramSymbol,
  RegionEntry,
} from './symbol-file/read';

/** Code and data have addresses of their own. */
export type AddressSpace = 'code' | 'data';

export interface FoundSymbol {
  readonly symbol: ProgramSymbol;
  /** Bytes from the symbol's address. */
  readonly offset: number;
}

const spaces: ReadonlyMap<string, AddressSpace> = new Map([
  ['function', 'code'],
  ['text', 'code'],
  ['label', 'code'],
  ['variable', 'data'],
  ['data', 'data'],
  ['object', 'data'],
]);

/** The file's text, byte for byte as the reference writes it. */
export function writeSymbols(file: SymbolFile): string {
  return writeIndented(fromPlain(file), true);
}

export class SymbolTable {
  /** Checksum of the image these symbols were made for, if the file tells. */
  readonly imageCrc: number | undefined;
  /** In the order of the file. */
  readonly symbols: readonly ProgramSymbol[];
  /** Sorted by address, as are all further lists. */
  readonly functions: readonly ProgramSymbol[];
  /** Everything that is no function. */
  readonly variables: readonly ProgramSymbol[];
  /** All names in code and data, where the file has them: the linker's also have private ones. */
  readonly labels: readonly LabelEntry[];
  readonly instructions: readonly InstructionEntry[];
  readonly lines: readonly LineEntry[];
  /** In the order of the file. */
  readonly locals: readonly LocalEntry[];
  /** In the order of the file. */
  readonly regions: readonly RegionEntry[];

  private readonly sorted: readonly ProgramSymbol[];
  private readonly names: ReadonlyMap<string, ProgramSymbol>;
  private lineIndex: LineIndex | undefined;

  constructor(root: Members) {
    const { hxe_crc: crc } = root;
    this.imageCrc = typeof crc === 'number' ? crc : undefined;
    this.symbols = readSymbolEntries(root);
    this.sorted = [...this.symbols].sort(compareNumbers(({ address }) => address));
    this.functions = this.sorted.filter(({ type }) => type === 'function');
    this.variables = this.sorted.filter(({ type }) => type !== 'function');
    this.labels = readLabelEntries(root);
    this.instructions = readInstructionEntries(root);
    this.lines = readLineEntries(root, this.instructions);
    this.locals = readLocalEntries(root);
    this.regions = readRegionEntries(root);
    const labels = this.labels.map(({ name, address }) => [name, labelSymbol(name, address)] as const);
    this.names = new Map([...labels, ...this.symbols.map((symbol) => [symbol.name, symbol] as const)]);
  }

  /** The last definition of a name; labels count where no symbol has the name. */
  symbolNamed(name: string): ProgramSymbol | undefined {
    return this.names.get(name);
  }

  /**
   * The symbol an address belongs to: the nearest one below whose size includes it, or else simply the nearest below.
   * @param space only symbols of code, or of data; those of unknown kind always count
   */
  symbolAt(address: number, space?: AddressSpace): FoundSymbol | undefined {
    let nearest: ProgramSymbol | undefined;
    for (let index = lastAtMost(this.sorted, address, ({ address: start }) => start); index >= 0; index--) {
      const symbol = this.sorted[index]!;
      const own = symbol.type === null ? undefined : spaces.get(symbol.type);
      if (space !== undefined && own !== undefined && own !== space) continue;
      nearest ??= symbol;
      if (address < symbol.address + Math.max(symbol.size ?? 0, 1)) return found(symbol, address);
    }
    return nearest && found(nearest, address);
  }

  /** The line of the nearest entry at or below. */
  lineAt(pc: number): LineEntry | undefined {
    return this.lines[lastAtMost(this.lines, pc, ({ address }) => address)];
  }

  /** The record of exactly this address. */
  instructionAt(pc: number): InstructionEntry | undefined {
    const record = this.instructions[lastAtMost(this.instructions, pc, (instruction) => instruction.pc)];
    return record?.pc === pc ? record : undefined;
  }

  /** Lines (from 1) of a file to their addresses, lowest first; by path, by name or by base name. */
  linesOf(file: string): ReadonlyMap<number, readonly number[]> {
    this.lineIndex ??= new LineIndex(this.lines);
    return this.lineIndex.linesOf(file);
  }
}

function labelSymbol(name: string, address: number): ProgramSymbol {
  return { name, address, size: null, type: 'label', scope: null, file: null, line: null };
}

const found = (symbol: ProgramSymbol, address: number): FoundSymbol => ({ symbol, offset: address - symbol.address });

/** The table of a symbol file that was just made. */
export function symbolTableOf(file: SymbolFile): SymbolTable {
  return new SymbolTable(file as unknown as Members);
}

/** @throws ToolchainError symbols-json */
export function readSymbols(text: string): SymbolTable {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    root = undefined;
  }
  if (isMembers(root)) return new SymbolTable(root);
  throw new ToolchainError('symbols-json', 'The symbol file is no JSON object; link the program again with symbols.');
}
