/** Every place of a program at which a symbol is named, and which symbol that is. */

import type { Place } from '../../toolchain/diagnostics';
import type { PlacedUnit } from '../../toolchain/linking/program';
import type { DocumentContext } from '../context';
import type { ProgramView } from '../view/program-view';

/** `label` defines, `import`, `extern` and `export` declare, the others use. */
export type Role = 'label' | 'import' | 'extern' | 'export' | 'reference' | 'entry' | 'handler';

export interface Occurrence {
  readonly name: string;
  /** The name alone, without parentheses or quotes. */
  readonly place: Place;
  readonly role: Role;
  /** Equal for all occurrences of one symbol. */
  readonly symbol: string;
}

export const isDeclaration = ({ role }: Occurrence): boolean =>
  role === 'label' || role === 'import' || role === 'extern' || role === 'export';

const known = new WeakMap<ProgramView, readonly Occurrence[]>();

/** All of a program, each place once. */
export function occurrencesOf(program: ProgramView): readonly Occurrence[] {
  let occurrences = known.get(program);
  if (!occurrences) {
    occurrences = collect(program);
    known.set(program, occurrences);
  }
  return occurrences;
}

/** The one at a position of the document; its end counts too. */
export function occurrenceAt(
  { program, path }: DocumentContext,
  { line, character }: { readonly line: number; readonly character: number },
): Occurrence | undefined {
  return occurrencesOf(program).find(
    ({ place }) => place.line === line && place.file === path && place.start <= character && character <= place.end,
  );
}

export function sameSymbol(program: ProgramView, { symbol }: Occurrence): readonly Occurrence[] {
  return occurrencesOf(program).filter((other) => other.symbol === symbol);
}

function collect(program: ProgramView): readonly Occurrence[] {
  const found = new Map<string, Occurrence>();
  for (const unit of program.units) {
    const add = (name: string, place: Place, role: Role): void => {
      const exact = placeOfName(program, place, name);
      const key = `${exact.file}\n${exact.line}\n${exact.start}`;
      if (!found.has(key)) found.set(key, { name, place: exact, role, symbol: symbolKey(program, unit, name) });
    };
    addUnit(unit, add);
  }
  return [...found.values()];
}

function addUnit({ assembly, object }: PlacedUnit, add: (name: string, place: Place, role: Role) => void): void {
  if (!assembly) return;
  const { places } = assembly;
  for (const { name, place } of assembly.labels.values()) add(name, place, 'label');
  for (const [name, place] of places.imports) add(name, place, 'import');
  for (const [name, place] of places.externs) add(name, place, 'extern');
  for (const [name, place] of places.exports) add(name, place, 'export');
  object.relocations.forEach(({ symbol }, index) => {
    add(symbol, places.references[index]!, 'reference');
  });
  for (const entry of places.entries) if (entry.kind === 'symbol') add(entry.name, entry.place, 'entry');
  for (const { value, places: members } of places.commands) {
    const handler = value instanceof Map ? value.get('handler') : undefined;
    const place = members.members.get('handler');
    if (typeof handler === 'string' && place) add(handler, place, 'handler');
  }
}

/** A unit's own labels are its own; other names mean the export, or, when nobody has it, the same in all units. */
function symbolKey(program: ProgramView, unit: PlacedUnit, name: string): string {
  const symbol = program.program.lookUp(unit, name);
  return symbol ? `${program.units.indexOf(symbol.unit)}\n${name}` : `\n${name}`;
}

function placeOfName(program: ProgramView, place: Place, name: string): Place {
  if (place.end - place.start === name.length) return place;
  const text = program.linesOf(place.file)?.lineAt(place.line)?.text ?? '';
  const at = text.lastIndexOf(name, place.end - name.length);
  return at < place.start ? place : { ...place, start: at, end: at + name.length };
}
