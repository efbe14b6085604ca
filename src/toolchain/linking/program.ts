/** A program while it is being linked: placed units, names and diagnostics (toolchain spec 9, steps 3 and 6). */

import { RODATA_BASE } from '../../isa/constants';
import type { Assembly, EntryPlaces, LabelDefinition } from '../assemble';
import { inclusionChain } from '../assembly/inclusion';
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticOptions,
  diagnosticAt,
  type Place,
  relatedAt,
  startOf,
} from '../diagnostics';
import type { ObjectFile, ObjectSymbol, Relocation } from '../object';

/** One object to link; with its assembly, diagnostics point into the source. */
export interface LinkUnit {
  readonly path: string;
  readonly object: ObjectFile;
  readonly assembly?: Assembly;
}

/** A unit with the bytes of code and data that come before its own. */
export interface PlacedUnit extends LinkUnit {
  readonly codeBase: number;
  readonly dataBase: number;
}

export interface ResolvedSymbol {
  readonly unit: PlacedUnit;
  readonly name: string;
  readonly section: 'text' | 'data';
  /** Bytes from the start of the unit's section. */
  readonly offset: number;
  /** In code, or in data memory. */
  readonly address: number;
}

/** What a finding rests on besides the places it names, for those who ask whether it stays while lines are typed. */
export interface Grounds {
  /** That it is about. */
  readonly unit?: PlacedUnit | undefined;
  /** The name that it is about. */
  readonly name?: string;
  readonly relocation?: Relocation;
  /** The other unit of two that do the same. */
  readonly first?: PlacedUnit;
  readonly places?: readonly Place[];
}

type ReportOptions = DiagnosticOptions & { readonly grounds?: Grounds };

export class Program {
  readonly diagnostics: Diagnostic[] = [];
  readonly grounds = new Map<Diagnostic, Grounds>();
  readonly units: readonly PlacedUnit[];
  readonly globals = new Map<string, ResolvedSymbol>();
  readonly codeLength: number;
  readonly rodataLength: number;

  constructor(units: readonly LinkUnit[]) {
    let codeBase = 0;
    let dataBase = 0;
    this.units = units.map((unit) => {
      const placed = { ...unit, codeBase, dataBase };
      codeBase += 4 * unit.object.code.length;
      dataBase += unit.object.rodata.length;
      return placed;
    });
    this.codeLength = codeBase;
    this.rodataLength = dataBase;
  }

  report(code: DiagnosticCode, message: string, place: Place, { grounds, ...options }: ReportOptions = {}): void {
    const diagnostic = diagnosticAt(place, code, message, options);
    this.diagnostics.push(diagnostic);
    if (grounds) this.grounds.set(diagnostic, grounds);
  }

  /** The same about a unit: when the place lies in an included file, with the way it came into the unit. */
  reportIn(
    unit: PlacedUnit | undefined,
    code: DiagnosticCode,
    message: string,
    place: Place,
    { related = [], grounds, ...options }: ReportOptions = {},
  ): void {
    const chain = unit?.assembly ? inclusionChain(unit.assembly.inclusions, place.file, unit.path) : [];
    this.report(code, message, place, { ...options, related: [...related, ...chain], grounds: { ...grounds, unit } });
  }

  /** Collects the exports of all units and checks the symbol tables. */
  defineGlobals(): void {
    for (const unit of this.units) {
      const { symbols, localSymbols } = unit.object;
      for (const [name, symbol] of symbols) this.checkSection(unit, name, symbol);
      localSymbols.forEach((symbol, name) => {
        if (!isKnownSection(symbol.section) && !symbols.has(name)) this.checkSection(unit, name, symbol);
      });
      for (const [name, symbol] of symbols) this.defineGlobal(unit, name, symbol);
    }
  }

  private checkSection({ path }: PlacedUnit, name: string, { section }: ObjectSymbol): void {
    if (isKnownSection(section)) return;
    const message = `The symbol "${name}" is in section "${section}"; only text and data exist.`;
    this.report('object-section', message, startOf(path));
  }

  private defineGlobal(unit: PlacedUnit, name: string, symbol: ObjectSymbol): void {
    const resolved = resolve(unit, name, symbol);
    if (!resolved) return;
    const first = this.globals.get(name);
    if (!first) {
      this.globals.set(name, resolved);
      return;
    }
    const related = [relatedAt(placeOfLabel(first.unit, name), `"${name}" of ${first.unit.path}`)];
    const message = `"${name}" is already exported by ${first.unit.path}; rename it, or export only one.`;
    this.reportIn(unit, 'symbol-duplicate', message, placeOfLabel(unit, name), {
      related,
      grounds: { name, first: first.unit },
    });
  }

  /** A unit's own labels come first, then the exports of all units. */
  lookUp(unit: PlacedUnit, name: string): ResolvedSymbol | undefined {
    const own = unit.object.localSymbols.get(name);
    return (own && resolve(unit, name, own)) ?? this.globals.get(name);
  }

  /** The address of what {@link lookUp} finds, without an object for each of many references. */
  addressOf(unit: PlacedUnit, name: string): number | undefined {
    const own = unit.object.localSymbols.get(name);
    return own && isKnownSection(own.section) ? addressIn(unit, own) : this.globals.get(name)?.address;
  }
}

function isKnownSection(section: string): section is 'text' | 'data' {
  return section === 'text' || section === 'data';
}

function addressIn({ codeBase, dataBase }: PlacedUnit, { section, offset }: ObjectSymbol): number {
  return section === 'text' ? codeBase + offset : RODATA_BASE + dataBase + offset;
}

/** `undefined` for a symbol in an unknown section. */
export function resolve(unit: PlacedUnit, name: string, { section, offset }: ObjectSymbol): ResolvedSymbol | undefined {
  if (!isKnownSection(section)) return undefined;
  return { unit, name, section, offset, address: addressIn(unit, { section, offset }) };
}

export function labelOf(unit: LinkUnit, name: string): LabelDefinition | undefined {
  return unit.assembly?.labels.get(name);
}

export function placeOfLabel(unit: LinkUnit, name: string): Place {
  return labelOf(unit, name)?.place ?? startOf(unit.path);
}

/** Where a metadata entry stands, or the first of the members that it has. */
export function placeOfEntry(unit: LinkUnit, places: EntryPlaces | undefined, ...members: readonly string[]): Place {
  if (!places) return startOf(unit.path);
  const member = members.find((name) => places.members.has(name));
  return (member !== undefined && places.members.get(member)) || places.entry;
}
