/** Joining fragments: what a fragment holds is moved to its place in the unit. */

import type { DeclaredEntry, EntryPlaces, EntryStatement, Unit } from '../assembly/unit';
import type { Diagnostic, Place, RelatedPlace } from '../diagnostics';
import type { Fragment } from './fragment';
import { movedPlace, type Placement, placementOf } from './placement';

/** @param line of the file that the fragment starts with */
export function append(unit: Unit, fragment: Fragment, file: string, line: number): void {
  new Joint(unit, fragment, file, line).close();
}

class Joint {
  private readonly part: Unit;
  private readonly placement: Placement;

  constructor(
    private readonly unit: Unit,
    private readonly fragment: Fragment,
    readonly file: string,
    readonly line: number,
  ) {
    this.part = fragment.unit;
    this.placement = placementOf(fragment, { file, line, codeBase: unit.codeOffset, dataBase: unit.dataOffset });
  }

  close(): void {
    const { unit, part, file, line } = this;
    this.addReferences();
    unit.appendWords(part, file, line);
    unit.rodata.append(part.rodata);
    unit.section = part.section;
    this.addDeclarations();
    this.addNames();
    for (const entry of part.entries) unit.entries.push({ ...entry, place: this.move(entry.place) } as EntryStatement);
    for (const kind of ['values', 'commands', 'mailboxes'] as const) {
      for (const entry of part[kind]) unit[kind].push(this.moveEntry(entry));
    }
    const { alignment } = part;
    if (alignment && alignment.value > (unit.alignment?.value ?? 1)) {
      unit.alignment = { value: alignment.value, place: this.move(alignment.place) };
    }
  }

  private move(place: Place): Place {
    return movedPlace(this, place);
  }

  private addReferences(): void {
    const { unit, placement } = this;
    for (const relocation of placement.relocations) unit.relocations.push(relocation);
    for (const place of placement.references) unit.references.push(place);
  }

  /** Declarations and findings of the fragment, by line. */
  private addDeclarations(): void {
    const { unit, file, line } = this;
    const { diagnostics } = this.part;
    let reported = 0;
    this.fragment.declarations.forEach((declaration, index) => {
      for (; reported < diagnostics.length && lineOf(diagnostics[reported]!) < declaration.line; reported++) {
        unit.add(this.moveDiagnostic(diagnostics[reported]!));
      }
      unit.moveTo(file, line + declaration.line, declaration.lineStart);
      const label = this.placement.labels[index];
      if (declaration.kind === 'export') unit.declareExport(declaration.name);
      else if (label) unit.addLabel(label);
    });
    for (; reported < diagnostics.length; reported++) unit.add(this.moveDiagnostic(diagnostics[reported]!));
  }

  private addNames(): void {
    for (const table of ['imports', 'externs'] as const) {
      const names = this.unit[table];
      for (const [name, place] of this.part[table]) if (!names.has(name)) names.set(name, this.move(place));
    }
  }

  private moveEntry({ value, places }: DeclaredEntry): DeclaredEntry {
    return { value, places: this.movePlaces(places) };
  }

  private movePlaces({ entry, members }: EntryPlaces): EntryPlaces {
    return {
      entry: this.move(entry),
      members: new Map([...members].map(([key, place]) => [key, this.move(place)])),
    };
  }

  private moveDiagnostic(diagnostic: Diagnostic): Diagnostic {
    const places = (diagnostic.related ?? []).map((place) => ({ ...place, ...this.moveRange(place) }));
    const related = [...places, ...this.unit.inclusionsOf(this.file)];
    return { ...diagnostic, ...this.moveRange(diagnostic), ...(related.length > 0 && { related }) };
  }

  private moveRange({ range: { start, end } }: Diagnostic | RelatedPlace): Pick<Diagnostic, 'file' | 'range'> {
    const shift = ({ line, character }: typeof start) => ({ line: this.line + line, character });
    return { file: this.file, range: { start: shift(start), end: shift(end) } };
  }
}

const lineOf = ({ range }: Diagnostic): number => range.start.line;
