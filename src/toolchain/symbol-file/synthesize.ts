/**
 * Symbols of a unit without debug input, so that assembly can be debugged at source level (toolchain spec 12.3).
 *
 * `file` is relative to the folder of the first unit; when that folder is absolute, instruction records carry it as
 * `directory`, so `directory/file` is the source. Otherwise `file` counts from wherever the build was started in.
 */

import { dirname, isAbsolute, relative } from 'pathe';
import { callTarget, opcodeOf, rs1Of } from '../../isa/encoding';
import { instructionByOpcode, Opcode } from '../../isa/instructions';
import { labelOf, type PlacedUnit, type Program, type ResolvedSymbol, resolve } from '../linking/program';
import type { FunctionRecord, InstructionRecord, UnitSymbols, VariableRecord } from './format';
import { instructionStarts } from './instruction-starts';
import type { SymbolNames } from './names';

/** What the whole program tells about its units. */
export interface ProgramFacts {
  readonly program: Program;
  /** The words of the image. */
  readonly code: Uint32Array;
  /** Addresses at which routines start: CALL targets and the entry. */
  readonly routines: ReadonlySet<number>;
  readonly names: SymbolNames;
  /** Folder that source files are named from. */
  readonly root: string;
}

/** The addresses that CALL instructions of the program go to. */
export function callTargets({ units }: Program, code: Uint32Array): ReadonlySet<number> {
  const targets = new Set<number>();
  for (const { object, codeBase } of units) {
    for (const start of instructionStarts(object.code)) {
      const pc = codeBase + 4 * start;
      const word = code[pc / 4]!;
      if (opcodeOf(word) === Opcode.CALL && rs1Of(word) === 0) targets.add(callTarget(pc, word));
    }
  }
  return targets;
}

function fileFrom(root: string, file: string): string {
  return isAbsolute(file) === isAbsolute(root) ? relative(root, file) : file;
}

/** Symbols by address; each with the distance to the next higher address, or to `limit`. */
function extents(symbols: readonly ResolvedSymbol[], limit: number) {
  const sorted = [...symbols].sort((a, b) => a.address - b.address);
  let next = limit;
  let end = limit;
  const sizes = new Map<ResolvedSymbol, number>();
  for (const symbol of [...sorted].reverse()) {
    if (symbol.address < next) {
      end = next;
      next = symbol.address;
    }
    sizes.set(symbol, end - symbol.address);
  }
  return sorted.map((symbol) => ({ symbol, size: sizes.get(symbol)! }));
}

class UnitSynthesis {
  private readonly labels: readonly ResolvedSymbol[];
  private readonly files = new Map<string, string>();

  constructor(
    private readonly facts: ProgramFacts,
    private readonly unit: PlacedUnit,
  ) {
    this.labels = [...unit.object.localSymbols].flatMap(([name, symbol]) => resolve(unit, name, symbol) ?? []);
  }

  private fileOf(path: string): string {
    const known = this.files.get(path) ?? fileFrom(this.facts.root, path);
    this.files.set(path, known);
    return known;
  }

  private nameOf({ name }: ResolvedSymbol): string {
    return this.facts.names.nameOf(this.unit, name);
  }

  private sourceOf({ name }: ResolvedSymbol): { readonly file: string; readonly line: number } | undefined {
    const label = labelOf(this.unit, name);
    return label && { file: this.fileOf(label.place.file), line: label.place.line + 1 };
  }

  /** One per address: an exported label before a private one. */
  functions(): readonly FunctionRecord[] {
    const { object, codeBase } = this.unit;
    const starts = new Map<number, ResolvedSymbol>();
    for (const label of this.labels) {
      if (label.section !== 'text') continue;
      const isExported = object.symbols.has(label.name);
      if (!isExported && !this.facts.routines.has(label.address)) continue;
      const present = starts.get(label.address);
      if (!present || (isExported && !object.symbols.has(present.name))) starts.set(label.address, label);
    }
    return extents([...starts.values()], codeBase + 4 * object.code.length).map(({ symbol, size }) => {
      const name = this.nameOf(symbol);
      const { file = null, line = null } = this.sourceOf(symbol) ?? {};
      return { name, linkage_name: name, address: symbol.address, size, file, line };
    });
  }

  variables(): readonly VariableRecord[] {
    const { object, dataBase } = this.unit;
    const data = this.labels.filter(({ section }) => section === 'data');
    const limit = resolve(this.unit, '', { section: 'data', offset: object.rodata.length })?.address ?? dataBase;
    return extents(data, limit).map(({ symbol, size }) => ({
      name: this.nameOf(symbol),
      address: symbol.address,
      size,
      scope: object.symbols.has(symbol.name) ? 'global' : 'unit',
      type: null,
      ...this.sourceOf(symbol),
    }));
  }

  instructions(functions: readonly FunctionRecord[]): readonly InstructionRecord[] {
    const { object, codeBase } = this.unit;
    const records: InstructionRecord[] = [];
    let owner = -1;
    instructionStarts(object.code).forEach((start, ordinal) => {
      const pc = codeBase + 4 * start;
      const word = this.facts.code[pc / 4]!;
      while (functions[owner + 1] && functions[owner + 1]!.address <= pc) owner++;
      // The filling of .org is no instruction.
      if (!instructionByOpcode(opcodeOf(word))) return;
      const name = functions[owner]?.name;
      records.push({
        pc,
        word,
        ordinal,
        ...(name === undefined ? {} : { function: name }),
        ...this.lineOf(start),
      });
    });
    return records;
  }

  private lineOf(word: number): Partial<InstructionRecord> {
    const location = this.unit.assembly?.locations[word];
    if (!location) return {};
    const { root } = this.facts;
    const file = this.fileOf(location.file);
    const directory = isAbsolute(root) ? { directory: root } : {};
    const { line, column } = location;
    return { file, ...directory, line, column, mvasm_line: line, source_kind: 'source' };
  }

  symbols(): UnitSymbols {
    const functions = this.functions();
    return {
      functions,
      instructions: this.instructions(functions),
      variables: this.variables(),
      locals: [],
      labels: this.labels.map((label) => ({ address: label.address, name: this.nameOf(label) })),
    };
  }
}

export function synthesizeSymbols(facts: ProgramFacts, unit: PlacedUnit): UnitSymbols {
  return new UnitSynthesis(facts, unit).symbols();
}

/** The folder of the first unit. */
export function sourceRoot({ units }: Program): string {
  return dirname(units[0]?.assembly?.path ?? units[0]?.path ?? '');
}
