/** What the debugger asks the symbols of one program; everything is empty for a program without symbols. */

import { basename } from 'pathe';
import type { ScalarType } from '../executive/debug/expressions/data-type';
import { sizeOf } from '../executive/debug/expressions/data-type';
import { hexAddress } from '../executive/debug/expressions/format';
import { registerOf } from '../executive/debug/expressions/registers';
import type { DataShape, Named } from '../executive/debug/expressions/resolve';
import type { LocalEntry, SymbolTable } from '../toolchain/symbols';
import { type CodeRange, LineIndex, type LineRecord } from './line-index';
import { pathKey, resolvePath } from './paths';

interface SourceLocation {
  readonly path: string;
  /** 1-based, as is the column. */
  readonly line: number;
  readonly column: number;
}

/** Longest instruction, in bytes. */
const MAX_INSTRUCTION = 8;
/** Size of a data label that nothing tells the size of: one word. */
const UNKNOWN_SIZE = 4;

/** A data label: where it is, its bytes, and its view. */
interface DataSymbol {
  readonly address: number;
  readonly size: number;
}

export interface LocalVariable {
  readonly name: string;
  readonly named: Named;
  /** As the source says it. */
  readonly type: string | null;
  readonly isArgument: boolean;
}

type DeclaredTypes = ReadonlyMap<string, ScalarType | 'str' | undefined>;

const codeTypes = new Set(['function', 'text', 'label']);

export class ProgramSymbols {
  /** Addresses at which instructions are known to start. */
  readonly instructionStarts: readonly number[];
  private readonly files = new Map<string, { readonly path: string; readonly lines: LineIndex }>();
  private readonly data = new Map<string, DataSymbol>();
  private readonly codeLabels = new Map<number, string[]>();
  private readonly madeByCompiler: CodeRange[];
  private declared: DeclaredTypes | undefined;

  /**
   * @param folder what relative paths in the symbols start from
   * @param declarations how the sources declare the data behind labels
   * @param localPath where a file of the symbols is here
   */
  constructor(
    private readonly table: SymbolTable | undefined,
    private readonly folder: string,
    private readonly declarations: () => DeclaredTypes = () => new Map(),
    private readonly localPath: (path: string) => string = (path) => path,
  ) {
    this.instructionStarts = table?.instructions.map(({ pc }) => pc) ?? [];
    this.indexLines();
    this.indexData();
    this.indexCodeLabels();
    this.madeByCompiler = this.compilerCode();
  }

  /** All source files. */
  get paths(): string[] {
    return [...this.files.values()].map(({ path }) => path);
  }

  /** Names of data labels in order of their addresses. */
  get dataLabels(): string[] {
    return [...this.data.keys()];
  }

  linesOf(path: string): LineIndex | undefined {
    return this.files.get(pathKey(path))?.lines;
  }

  locationOf(pc: number): SourceLocation | undefined {
    const record = this.table?.instructionAt(pc);
    const entry = record ?? (this.instructionStarts.length === 0 ? this.table?.lineAt(pc) : undefined);
    if (!entry?.file || entry.line === null) return undefined;
    return { path: this.pathOf(entry.directory, entry.file), line: entry.line, column: record?.column ?? 1 };
  }

  /** All code of the source line at `pc`; none without a line. */
  rangesOfLineAt(pc: number): CodeRange[] {
    const location = this.locationOf(pc);
    return location ? [...(this.linesOf(location.path)?.rangesOf(location.line) ?? [])] : [];
  }

  /** The routine an address belongs to; `name+0x8` where no routine is known to reach that far. */
  nameOf(pc: number): string {
    const found = this.table?.symbolAt(pc, 'code');
    if (!found) return hexAddress(pc);
    const { symbol, offset } = found;
    return offset === 0 || offset < (symbol.size ?? 0)
      ? symbol.name
      : `${symbol.name}+0x${offset.toString(16).toUpperCase()}`;
  }

  /** Names of exactly this code address. */
  labelsAt(pc: number): readonly string[] {
    return this.codeLabels.get(pc) ?? [];
  }

  named(name: string): Named | undefined {
    const data = this.data.get(name);
    if (data) return { kind: 'data', address: data.address, ...this.viewOf(name, data.size) };
    const symbol = this.table?.symbolNamed(name);
    return symbol && { kind: 'code', address: symbol.address };
  }

  /** Where a code label or routine is; `undefined` for data. */
  codeNamed(name: string): number | undefined {
    const named = this.named(name);
    return named?.kind === 'code' ? named.address : undefined;
  }

  /** Names of all routines and code labels, for completions. */
  get codeNames(): string[] {
    return [...new Set([...this.codeLabels.values()].flat())];
  }

  /** The data label that an address belongs to, with the distance; the last one of several. */
  dataLabelAt(address: number): string | undefined {
    let found: string | undefined;
    for (const [name, { address: start, size }] of this.data) {
      if (address >= start && address < start + size) {
        found = address === start ? name : `${name}+${address - start}`;
      }
    }
    return found;
  }

  sizeOfData(name: string): number | undefined {
    return this.data.get(name)?.size;
  }

  /** The routine around an address, from its entry to the next routine. */
  routineRangeAt(pc: number): CodeRange | undefined {
    const functions = this.table?.functions ?? [];
    const next = functions.findIndex(({ address }) => address > pc);
    const own = next < 0 ? functions.at(-1) : functions[next - 1];
    return own && [own.address, next < 0 ? 0x10000 : functions[next]!.address];
  }

  /** The start of a routine or label `name` inside a file, by its path, name or name without suffix. */
  labelInFile(file: string, name: string): number | undefined {
    const address = this.codeNamed(name);
    if (address === undefined) return undefined;
    const path = this.locationOf(address)?.path ?? '';
    const base = basename(path);
    return [path, base, base.replace(/\.\w+$/, '')].includes(file) || path.endsWith(`/${file}`) ? address : undefined;
  }

  /** Made by a compiler, without a line of source of its own: stepping by lines passes over it. */
  isCompilerMade(pc: number): boolean {
    return this.table?.instructionAt(pc)?.sourceKind === 'compiler';
  }

  /** Code of compilers, for steps to leave. */
  get compilerRanges(): CodeRange[] {
    return this.madeByCompiler;
  }

  /** Local variables and arguments that are live at a place. */
  localsAt(pc: number): LocalVariable[] {
    if (!this.table || this.table.locals.length === 0) return [];
    const routine = this.table.instructionAt(pc)?.function ?? this.table.symbolAt(pc, 'code')?.symbol.name;
    return this.table.locals
      .filter((local) => local.function === routine)
      .flatMap((local) => {
        const named = this.placeOf(local, pc);
        return named
          ? [{ name: local.name, named, type: local.type, isArgument: /^(arg|param)/.test(local.scope ?? '') }]
          : [];
      });
  }

  private placeOf(local: LocalEntry, pc: number): Named | undefined {
    const live = local.locations.find(({ start, end }) => (start ?? 0) <= pc && pc < (end ?? 0x10000));
    if (!live) return undefined;
    const { location } = live;
    const view = localView(
      local.type,
      location.kind === 'stack' ? (location.size ?? local.size ?? 4) : (local.size ?? 4),
    );
    switch (location.kind) {
      case 'stack':
        return { kind: 'frame', offset: location.offset, ...view };
      case 'register': {
        const register = registerOf(location.name);
        return register && { kind: 'register', name: register };
      }
      case 'const':
        return { kind: 'constant', value: location.value };
      case 'global': {
        const base = location.address ?? (location.symbol ? this.data.get(location.symbol)?.address : undefined);
        return base === undefined ? undefined : { kind: 'data', address: base + (location.offset ?? 0), ...view };
      }
    }
  }

  private viewOf(name: string, size: number): DataShape {
    this.declared ??= this.declarations();
    const type = this.declared.get(name);
    if (type === undefined) return { type: 'auto', count: size };
    if (type === 'str') return { type, count: size };
    const count = Math.floor(size / sizeOf(type));
    return count >= 1 ? { type, count } : { type: 'auto', count: size };
  }

  private pathOf(directory: string | null, file: string): string {
    return this.localPath(resolvePath(directory === null ? this.folder : resolvePath(this.folder, directory), file));
  }

  private compilerCode(): CodeRange[] {
    const ranges: CodeRange[] = [];
    const instructions = this.table?.instructions ?? [];
    for (const [index, { pc, sourceKind }] of instructions.entries()) {
      if (sourceKind !== 'compiler') continue;
      const end = Math.min(instructions[index + 1]?.pc ?? pc + 4, pc + MAX_INSTRUCTION);
      const last = ranges.at(-1);
      if (last && last[1] === pc) last[1] = end;
      else ranges.push([pc, end]);
    }
    return ranges;
  }

  private indexLines(): void {
    const { instructions = [], lines = [] } = this.table ?? {};
    const entries =
      instructions.length > 0 ? instructions : lines.map(({ address: pc, ...entry }) => ({ pc, ...entry }));
    const records = new Map<string, { path: string; records: LineRecord[] }>();
    for (const [index, { pc, file, directory, line }] of entries.entries()) {
      if (file === null || line === null) continue;
      const path = this.pathOf(directory, file);
      const group = records.get(pathKey(path)) ?? { path, records: [] };
      const next = entries[index + 1]?.pc ?? pc + 4;
      group.records.push({ line, pc, size: Math.min(next - pc, MAX_INSTRUCTION) });
      records.set(pathKey(path), group);
    }
    for (const [key, group] of records) this.files.set(key, { path: group.path, lines: new LineIndex(group.records) });
  }

  private indexData(): void {
    const variables = (this.table?.variables ?? []).filter(({ type }) => type === null || !codeTypes.has(type));
    let next: number | undefined;
    const sizes = new Map<number, number>();
    for (const { address } of [...variables].reverse()) {
      if (!sizes.has(address)) sizes.set(address, next === undefined ? UNKNOWN_SIZE : next - address);
      next = address;
    }
    for (const { name, address, size } of variables) {
      this.data.set(name, { address, size: size || (sizes.get(address) ?? UNKNOWN_SIZE) });
    }
  }

  private indexCodeLabels(): void {
    const { labels = [], functions = [] } = this.table ?? {};
    for (const { name, address } of [...functions, ...labels]) {
      if (this.data.get(name)?.address === address) continue;
      const names = this.codeLabels.get(address) ?? [];
      if (!names.includes(name)) names.push(name);
      this.codeLabels.set(address, names);
    }
  }
}

const typeNames: Readonly<Record<string, ScalarType>> = {
  int: 'i32',
  unsigned: 'u32',
  'unsigned int': 'u32',
  short: 'i16',
  'unsigned short': 'u16',
  char: 'u8',
  int32_t: 'i32',
  uint32_t: 'u32',
  int16_t: 'i16',
  uint16_t: 'u16',
  int8_t: 'i8',
  uint8_t: 'u8',
  bool: 'u8',
  float: 'f16',
  f16: 'f16',
  half: 'f16',
};

/** A variable of a compiled language: by the name of its type where that is known, else by its size. */
function localView(name: string | null, size: number): DataShape {
  const type = typeNames[name ?? ''] ?? (size === 4 ? 'word' : undefined);
  if (type === undefined) return { type: 'auto', count: size };
  return { type, count: Math.max(1, Math.floor(size / sizeOf(type))) };
}
