/** What the debugger asks the symbols of one program; everything is empty for a program without symbols. */

import type { SymbolTable } from '../toolchain/symbols';
import type { EvaluatedSymbol } from './expressions/evaluate';
import { type CodeRange, LineIndex, type LineRecord } from './line-index';
import { pathKey, resolvePath } from './paths';
import { hexAddress } from './values/format';

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

const codeTypes = new Set(['function', 'text', 'label']);

export class ProgramSymbols {
  /** Addresses at which instructions are known to start. */
  readonly instructionStarts: readonly number[];
  private readonly files = new Map<string, { readonly path: string; readonly lines: LineIndex }>();
  private readonly data = new Map<string, EvaluatedSymbol>();
  private readonly codeLabels = new Map<number, string[]>();

  /** @param folder what relative paths in the symbols start from */
  constructor(
    private readonly table: SymbolTable | undefined,
    private readonly folder: string,
  ) {
    this.instructionStarts = table?.instructions.map(({ pc }) => pc) ?? [];
    this.indexLines();
    this.indexData();
    this.indexCodeLabels();
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

  named(name: string): EvaluatedSymbol | undefined {
    const data = this.data.get(name);
    if (data) return data;
    const symbol = this.table?.symbolNamed(name);
    return symbol && { section: 'code', address: symbol.address, size: symbol.size ?? 0 };
  }

  private pathOf(directory: string | null, file: string): string {
    return resolvePath(directory === null ? this.folder : resolvePath(this.folder, directory), file);
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
      this.data.set(name, { section: 'data', address, size: size || (sizes.get(address) ?? UNKNOWN_SIZE) });
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
