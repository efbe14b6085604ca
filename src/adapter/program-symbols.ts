/** What the debugger asks the symbols of one program; everything is empty for a program without symbols. */

import { basename } from 'pathe';
import { hexAddress } from '../executive/debug/expressions/format';
import { registerOf } from '../executive/debug/expressions/registers';
import type { Named } from '../executive/debug/expressions/resolve';
import type { LocalEntry, SymbolTable } from '../toolchain/symbols';
import { scalarOfType, shapeOfType } from './c-types';
import { type DataSymbol, DataSymbols, type Declarations } from './data-symbols';
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

export interface LocalVariable {
  readonly name: string;
  readonly named: Named;
  /** As the source says it. */
  readonly type: string | null;
  readonly isArgument: boolean;
  readonly declaration: SourcePlace | undefined;
}

/** A line of a source file, 1-based. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
}

export class ProgramSymbols {
  /** Addresses at which instructions are known to start. */
  readonly instructionStarts: readonly number[];
  private readonly files = new Map<string, { readonly path: string; readonly lines: LineIndex }>();
  private readonly data: DataSymbols;
  private readonly codeLabels = new Map<number, string[]>();
  private readonly madeByCompiler: CodeRange[];
  private readonly knownPaths = new Map<string, string>();

  /**
   * @param folder what relative paths in the symbols start from
   * @param declarations how the sources declare the data behind labels
   * @param localPath where a file of the symbols is here
   */
  constructor(
    readonly table: SymbolTable | undefined,
    private readonly folder: string,
    declarations: () => Declarations = () => new Map(),
    private readonly localPath: (path: string) => string = (path) => path,
  ) {
    this.instructionStarts = table?.instructions.map(({ pc }) => pc) ?? [];
    this.indexLines();
    this.data = new DataSymbols(table, declarations);
    this.indexCodeLabels();
    this.madeByCompiler = this.compilerCode();
  }

  /** All source files. */
  get paths(): string[] {
    return [...this.files.values()].map(({ path }) => path);
  }

  /** Names of data labels in order of their addresses. */
  get dataLabels(): string[] {
    return this.data.all.map(({ name }) => name);
  }

  /** Where the source declares data, or a routine starts. */
  declarationOf(name: string): SourcePlace | undefined {
    const address = this.codeNamed(name);
    return address === undefined ? this.data.declarationOf(name) : this.locationOf(address);
  }

  /** Data that all units know, or only one of them. */
  dataOf(scope: 'global' | 'unit'): DataSymbol[] {
    return this.data.all.filter(({ isGlobal }) => isGlobal === (scope === 'global'));
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
    const data = this.data.named(name);
    if (data) return { kind: 'data', address: data.address, ...this.data.shapeOf(data) };
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
    return this.data.labelAt(address);
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
        if (!named) return [];
        const { name, type, scope, file, directory, line } = local;
        const declaration = file === null || line === null ? undefined : { path: this.pathOf(directory, file), line };
        return [{ name, named, type, isArgument: /^(arg|param)/.test(scope ?? ''), declaration }];
      });
  }

  private placeOf(local: LocalEntry, pc: number): Named | undefined {
    const live = local.locations.find(({ start, end }) => (start ?? 0) <= pc && pc < (end ?? 0x10000));
    if (!live) return undefined;
    const { location } = live;
    const view = shapeOfType(
      local.type,
      location.kind === 'stack' ? (location.size ?? local.size ?? 4) : (local.size ?? 4),
    );
    switch (location.kind) {
      case 'stack':
        return { kind: 'frame', offset: location.offset, ...view };
      case 'register': {
        const register = registerOf(location.name);
        const type = scalarOfType(local.type);
        return register && { kind: 'register', name: register, ...(type && { type }) };
      }
      case 'const':
        return { kind: 'constant', value: location.value };
      case 'global': {
        const base = location.address ?? (location.symbol ? this.data.named(location.symbol)?.address : undefined);
        return base === undefined ? undefined : { kind: 'data', address: base + (location.offset ?? 0), ...view };
      }
    }
  }

  /** A program has few files, and every frame of every stop asks for one of them. */
  private pathOf(directory: string | null, file: string): string {
    const key = `${directory ?? ''}\n${file}`;
    const known = this.knownPaths.get(key);
    if (known !== undefined) return known;
    const folder = directory === null ? this.folder : resolvePath(this.folder, directory);
    const path = this.localPath(resolvePath(folder, file));
    this.knownPaths.set(key, path);
    return path;
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

  private indexCodeLabels(): void {
    const { labels = [], functions = [] } = this.table ?? {};
    for (const { name, address } of [...functions, ...labels]) {
      if (this.data.named(name)?.address === address) continue;
      const names = this.codeLabels.get(address) ?? [];
      if (!names.includes(name)) names.push(name);
      this.codeLabels.set(address, names);
    }
  }
}
