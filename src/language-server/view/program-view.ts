/** A program as the features look at it: addresses, bytes and uses of its labels, worked out when first asked for. */

import { RODATA_BASE } from '../../isa/constants';
import { includedFile, inclusionPaths, type LabelDefinition } from '../../toolchain/assemble';
import type { Place } from '../../toolchain/diagnostics';
import { routinesOf } from '../../toolchain/flow/linked-code';
import type { RoutineFacts } from '../../toolchain/flow/routine-facts';
import type { LinkedProgram } from '../../toolchain/link';
import type { PlacedUnit, Program, ResolvedSymbol } from '../../toolchain/linking/program';
import { writtenPlace } from '../../toolchain/symbol-file/written-place';
import type { BuiltSymbol, BuiltSymbols } from './built-symbols';
import type { SourceLines } from './source-lines';
import { type LineExtent, layoutOf, layoutWork, type UnitLayout } from './unit-layout';

export interface SymbolUse {
  readonly place: Place;
  /** `call` and `jump` by an instruction, `entry`, `handler` of a command, or `data` for everything else. */
  readonly kind: 'call' | 'jump' | 'entry' | 'handler' | 'data';
}

/** What one line makes, at its final address. */
export interface LineBytes extends LineExtent {
  readonly unit: PlacedUnit;
  /** In code, or in data memory. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface LabelFacts extends ResolvedSymbol {
  readonly place: Place | undefined;
  /** Bytes up to the next label of the section, or its end; of a routine up to the next routine. */
  readonly size: number;
  readonly exported: boolean;
}

export class ProgramView {
  private readonly layouts = new Map<PlacedUnit, UnitLayout>();
  private uses: Map<string, SymbolUse[]> | undefined;
  /** Units by the files they are made from. */
  private readonly unitsByFile = new Map<string, PlacedUnit[]>();

  /**
   * @param linesOf the lines of any file of the program
   * @param built what the symbol file of its image tells, if there is one
   */
  constructor(
    private readonly linked: LinkedProgram,
    readonly linesOf: (path: string) => SourceLines | undefined,
    readonly built?: BuiltSymbols,
  ) {
    for (const unit of this.units) {
      for (const file of unit.assembly?.files ?? []) {
        const units = this.unitsByFile.get(file);
        if (units) units.push(unit);
        else this.unitsByFile.set(file, [unit]);
      }
    }
  }

  get program(): Program {
    return this.linked.program;
  }

  get units(): readonly PlacedUnit[] {
    return this.program.units;
  }

  /** The first unit that the file belongs to. */
  unitOf(path: string): PlacedUnit | undefined {
    return this.unitsOf(path)[0];
  }

  unitsOf(path: string): readonly PlacedUnit[] {
    return this.unitsByFile.get(path) ?? [];
  }

  /** The file that an inclusion in a file of the program means. */
  included(path: string, name: string): string {
    const assembly = this.unitOf(path)?.assembly;
    return assembly ? includedFile(assembly, path, name) : inclusionPaths(path, name, [])[0];
  }

  lookUp(path: string, name: string): ResolvedSymbol | undefined {
    const unit = this.unitOf(path);
    return unit && this.program.lookUp(unit, name);
  }

  /** Cheaper than to look it up. */
  sectionOf(path: string, name: string): string | undefined {
    const unit = this.unitOf(path);
    return unit && (unit.object.localSymbols.get(name)?.section ?? this.program.globals.get(name)?.section);
  }

  definition({ unit, name }: ResolvedSymbol): LabelDefinition | undefined {
    return unit.assembly?.labels.get(name);
  }

  /** Where a symbol was written in the language that its unit is compiled from, if it is, and its program knows. */
  writtenPlace({ unit, name }: ResolvedSymbol): Place | undefined {
    const debug = this.linked.debug.get(unit);
    if (debug) return writtenPlace(unit.path, debug, name);
    return unit.assembly ? undefined : this.built?.all.get(name)?.place;
  }

  /** A symbol that no unit defines, but the image that was built last has. */
  builtSymbol(path: string, name: string): BuiltSymbol | undefined {
    return this.lookUp(path, name) ? undefined : this.built?.all.get(name);
  }

  labelFacts(symbol: ResolvedSymbol): LabelFacts {
    const { unit, name, section, offset } = symbol;
    const { object } = unit;
    let end = section === 'text' ? 4 * object.code.length : object.rodata.length;
    const inRoutine = section === 'text' && this.isRoutine(symbol);
    for (const [otherName, other] of object.localSymbols) {
      if (other.section !== section || other.offset <= offset || other.offset >= end) continue;
      if (inRoutine && !this.isRoutine({ unit, name: otherName })) continue;
      end = other.offset;
    }
    const place = this.definition(symbol)?.place;
    return { ...symbol, place, size: end - offset, exported: object.symbols.has(name) };
  }

  /** Whether code comes to this label from elsewhere: one that only jumps go to is a place inside of a routine. */
  isRoutine(symbol: Pick<ResolvedSymbol, 'unit' | 'name'>): boolean {
    if (symbol.unit.object.symbols.has(symbol.name)) return true;
    const uses = this.usesOf(symbol);
    return uses.length === 0 || uses.some(({ kind }) => kind !== 'jump');
  }

  /** What a routine does, by its code and that of everything it calls; `undefined` for data and behind the code. */
  routineFacts({ section, address }: Pick<ResolvedSymbol, 'section' | 'address'>): RoutineFacts | undefined {
    if (section !== 'text') return undefined;
    return routinesOf(this.linked).factsOf(address);
  }

  /** Works out what {@link routineFacts} tells of the labels that names stand for in a file, in steps. */
  *routineWork(path: string, names: Iterable<string>): Generator<void> {
    for (const name of names) {
      const symbol = this.lookUp(path, name);
      if (symbol?.section === 'text') yield* routinesOf(this.linked).working(symbol.address);
    }
  }

  /** Where a label is used, in all units. */
  usesOf({ unit, name }: Pick<ResolvedSymbol, 'unit' | 'name'>): readonly SymbolUse[] {
    this.uses ??= this.collectUses();
    return this.uses.get(this.keyOf(unit, name)) ?? [];
  }

  /** What a line makes; several times when its file is included several times. */
  bytesAt(path: string, line: number): readonly LineBytes[] {
    const made: LineBytes[] = [];
    for (const unit of this.unitsOf(path)) {
      for (const extent of this.layoutOf(unit).get(path)?.get(line) ?? []) made.push(this.place(unit, extent));
    }
    return made;
  }

  layoutOf(unit: PlacedUnit): UnitLayout {
    let layout = this.layouts.get(unit);
    if (!layout) {
      layout = unit.assembly ? layoutOf(unit.assembly, this.linesOf) : new Map();
      this.layouts.set(unit, layout);
    }
    return layout;
  }

  /** Works out what {@link bytesAt} tells of a file, in steps. */
  *layoutWork(path: string): Generator<void> {
    for (const unit of this.unitsOf(path)) {
      if (unit.assembly && !this.layouts.has(unit)) {
        this.layouts.set(unit, yield* layoutWork(unit.assembly, this.linesOf));
      }
    }
  }

  private place(unit: PlacedUnit, extent: LineExtent): LineBytes {
    const inImage = (extent.section === 'text' ? unit.codeBase : unit.dataBase) + extent.offset;
    const address = extent.section === 'text' ? inImage : RODATA_BASE + inImage;
    const { section, offset, size } = extent;
    return { section, offset, size, unit, address, bytes: this.bytes(section, inImage, size) };
  }

  private bytes(section: LineExtent['section'], start: number, size: number): Uint8Array {
    const { code, rodata } = this.linked;
    if (section === 'data') return rodata.subarray(start, start + size);
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < size; at += 4) view.setUint32(at, code[(start + at) / 4]!);
    return bytes;
  }

  private keyOf(unit: PlacedUnit, name: string): string {
    return `${this.units.indexOf(unit)} ${name}`;
  }

  private collectUses(): Map<string, SymbolUse[]> {
    const uses = new Map<string, SymbolUse[]>();
    const seen = new Set<string>();
    const add = (unit: PlacedUnit, name: string, use: SymbolUse): void => {
      const symbol = this.program.lookUp(unit, name);
      if (!symbol) return;
      const key = this.keyOf(symbol.unit, symbol.name);
      const { file, line, start } = use.place;
      const once = `${key} ${file} ${line} ${start}`;
      if (seen.has(once)) return;
      seen.add(once);
      const known = uses.get(key);
      if (known) known.push(use);
      else uses.set(key, [use]);
    };
    for (const unit of this.units) {
      const places = unit.assembly?.places;
      if (!places) continue;
      unit.object.relocations.forEach(({ symbol, type, pcRelative }, index) => {
        const kind = type === 'jump' ? (pcRelative ? 'call' : 'jump') : 'data';
        add(unit, symbol, { place: places.references[index]!, kind });
      });
      for (const entry of places.entries) {
        if (entry.kind === 'symbol') add(unit, entry.name, { place: entry.place, kind: 'entry' });
      }
      for (const { value, places: members } of places.commands) {
        const handler = value instanceof Map ? value.get('handler') : undefined;
        if (typeof handler !== 'string') continue;
        add(unit, handler, { place: members.members.get('handler') ?? members.entry, kind: 'handler' });
      }
    }
    return uses;
  }
}
