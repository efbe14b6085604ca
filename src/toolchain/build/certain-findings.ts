/**
 * What the linker finds for certain while lines have errors: what holds whatever may become of these lines, as far as
 * they show what is meant. So findings stay while somebody types something else.
 */

import type { Diagnostic } from '../diagnostics';
import { hasErrors } from '../diagnostics';
import type { LinkedProgram } from '../link';
import { START_SYMBOL } from '../linking/entry';
import { type Grounds, labelOf, type PlacedUnit, type ResolvedSymbol } from '../linking/program';
import { ErroneousLines, type LinePlace } from './erroneous-lines';
import { Reach } from './reach';

/** A program that has been put together although there are errors. */
export interface BrokenProgram {
  readonly linked: LinkedProgram;
  /** Whether all units could be read. */
  readonly isComplete: boolean;
  /** Whether units are looked for that export what is imported. */
  readonly isSearched: boolean;
  /** The units that were found, with the names that they were found by. */
  readonly found: readonly { readonly unit: string; readonly symbols: readonly string[] }[];
  /** Missing names that several other files export. */
  readonly candidates: ReadonlyMap<string, readonly string[]>;
  /** The text of a line of its sources. */
  readonly textOf: (place: LinePlace) => string;
}

type ErroneousUnit = readonly [PlacedUnit, ErroneousLines];

export class CertainFindings {
  /** By the units that have some, in link order. */
  private readonly erroneous = new Map<PlacedUnit, ErroneousLines>();
  private readonly reach: Reach;
  /** The units that were found, and whether all of them stay. */
  private readonly found: ReadonlySet<string>;
  private readonly areFoundNeeded: boolean;
  /** Whether a line may become an import that another unit is found by. */
  private readonly mayFindMore: boolean;

  constructor(private readonly broken: BrokenProgram) {
    const { linked, isSearched, found, textOf } = broken;
    for (const unit of linked.program.units) {
      const { assembly } = unit;
      if (assembly && hasErrors(assembly.diagnostics)) this.erroneous.set(unit, new ErroneousLines(assembly, textOf));
    }
    this.reach = new Reach(linked, this.erroneous);
    this.mayFindMore = isSearched && [...this.erroneous.values()].some((lines) => lines.mayBe('.import'));
    this.found = new Set(found.map(({ unit }) => unit));
    this.areFoundNeeded = found.every(({ unit, symbols }) => {
      const others = [...this.erroneous].filter(([{ path }]) => path !== unit);
      return symbols.some((name) => !mayProvide(others, name));
    });
  }

  get all(): readonly Diagnostic[] {
    const { diagnostics, grounds } = this.broken.linked.program;
    return diagnostics.filter((finding) => this.isCertain(finding, grounds.get(finding) ?? {}));
  }

  private isCertain(finding: Diagnostic, grounds: Grounds): boolean {
    const { unit, first, places = [] } = grounds;
    if ((unit && !this.remains(unit)) || (first && !this.comesFirst(first))) return false;
    const { file, range, related = [] } = finding;
    const lines = [
      { file, line: range.start.line },
      ...related.map((each) => ({ ...each, line: each.range.start.line })),
    ];
    return [...lines, ...places].every((place) => this.stands(place)) && this.holds(finding, grounds);
  }

  private holds({ code }: Diagnostic, { unit, name = '', relocation, first }: Grounds): boolean {
    switch (code) {
      case 'import-unresolved':
        return this.isMissing(name, !this.broken.candidates.has(name));
      case 'reloc-unknown-symbol':
      case 'handler-unknown':
        return this.isMissing(name) && !this.mayLabel(unit, name);
      case 'entry-unknown':
        return this.isMissing(name) && !this.broken.linked.program.units.some((each) => this.mayLabel(each, name));
      case 'symbol-duplicate':
        return this.exports(unit!, name) && this.exports(first!, name) && !this.mayBeProvided(name, first);
      case 'entry-ambiguous':
        return (
          this.hasEntry(unit!) &&
          this.hasEntry(first!) &&
          !this.mayBeProvided(START_SYMBOL) &&
          !this.before(first!).some(([, lines]) => lines.mayInclude || lines.mayBe('.entry'))
        );
      case 'handler-section':
        return this.target(unit!, name) !== undefined;
      case 'reloc-range': {
        const target = this.target(unit!, name);
        return target !== undefined && this.reach.isTooFar(unit!, relocation!, target);
      }
      case 'code-too-large':
        return this.reach.isExceeded;
      default:
        return byThemselves.has(code);
    }
  }

  /** Whether nothing is wrong with a line. */
  private stands(place: LinePlace): boolean {
    return ![...this.erroneous.values()].some((lines) => lines.has(place));
  }

  /** Whether the unit goes on being one of the program. */
  private remains({ path }: PlacedUnit): boolean {
    return this.areFoundNeeded || !this.found.has(path);
  }

  /** Whether, besides, no other unit may come in front of it. */
  private comesFirst(unit: PlacedUnit): boolean {
    return this.remains(unit) && !(this.mayFindMore && this.found.has(unit.path));
  }

  private before(unit: PlacedUnit): readonly ErroneousUnit[] {
    const { units } = this.broken.linked.program;
    return [...this.erroneous].filter(([each]) => units.indexOf(each) < units.indexOf(unit));
  }

  /** @param isLookedFor whether the unit that exports the name would have been found, if there is one */
  private isMissing(name: string, isLookedFor = false): boolean {
    if (this.mayFindMore && !isLookedFor) return false;
    return this.broken.isComplete && !this.mayBeProvided(name);
  }

  /** Whether a unit with errors may be about to define a name for others. @param until only those in front of this one */
  private mayBeProvided(name: string, until?: PlacedUnit): boolean {
    return mayProvide(until ? this.before(until) : [...this.erroneous], name);
  }

  /** Whether the unit has a label of a name, or may be about to. */
  private mayLabel(unit: PlacedUnit | undefined, name: string): boolean {
    if (!unit) return false;
    const lines = this.erroneous.get(unit);
    return unit.object.localSymbols.has(name) || (lines !== undefined && (lines.mayInclude || lines.mayLabel(name)));
  }

  /** Whether the unit goes on exporting a name. */
  private exports(unit: PlacedUnit, name: string): boolean {
    if (!this.erroneous.has(unit)) return true;
    const { exports, externs } = unit.assembly!.places;
    const declared = [exports.get(name), externs.get(name)].some((place) => place && this.stands(place));
    return declared || (unit.object.entrySymbol === name && this.hasEntry(unit));
  }

  /** Whether the unit goes on naming its entry. */
  private hasEntry(unit: PlacedUnit): boolean {
    const { object, assembly } = unit;
    const lines = this.erroneous.get(unit);
    if (!lines) return true;
    const label = object.entrySymbol === undefined ? undefined : labelOf(unit, object.entrySymbol);
    if (!label || !this.stands(label.place) || lines.mayMove(label.place)) return false;
    const named = assembly!.places.entries.some((entry) => entry.kind === 'symbol' && this.stands(entry.place));
    return named && !lines.mayInclude && !lines.mayBe('.entry');
  }

  /** What a name of the unit stands for, and goes on to. */
  private target(unit: PlacedUnit, name: string): ResolvedSymbol | undefined {
    const target = this.broken.linked.program.lookUp(unit, name);
    if (!target || !this.comesFirst(target.unit)) return undefined;
    const place = labelOf(target.unit, name)?.place;
    if (place && (!this.stands(place) || this.erroneous.get(target.unit)?.mayMove(place))) return undefined;
    if (target.unit === unit) return target;
    const isHidden = this.mayLabel(unit, name) || this.mayBeProvided(name, target.unit);
    return !isHidden && this.exports(target.unit, name) ? target : undefined;
  }
}

function mayProvide(erroneous: readonly ErroneousUnit[], name: string): boolean {
  return erroneous.some(([{ assembly }, lines]) => {
    if (lines.mayInclude) return true;
    const { labels, places } = assembly!;
    if (!labels.has(name) && !lines.mayLabel(name)) return false;
    return places.exports.has(name) || places.externs.has(name) || lines.mayBe('.export', '.extern', '.entry');
  });
}

/** Findings that nothing but their own lines, or their own object, has part in. */
const byThemselves: ReadonlySet<string> = new Set([
  'metadata-duplicate',
  'metadata-range',
  'metadata-shape',
  'mailbox-target',
  'mailbox-capacity',
  'mailbox-mode',
  'mailbox-owner',
  'mailbox-bindings',
  'mailbox-binding',
  'object-section',
  'reloc-type',
  'reloc-kind',
  'reloc-section',
  'reloc-index',
]);
