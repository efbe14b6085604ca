/** Where the program starts (toolchain spec 9, step 10), and whether that is code. */

import { type Place, relatedAt, startOf } from '../diagnostics';
import { type PlacedUnit, type Program, placeOfLabel, type ResolvedSymbol } from './program';

export interface ProgramEntry {
  /** Byte offset in code. */
  readonly address: number;
  /** Where it is said; `undefined` when nothing says so. */
  readonly place: Place | undefined;
  /** The unit that says it. */
  readonly unit: PlacedUnit | undefined;
}

/** An entry that is given from outside: a code label of any unit, exported ones first. */
export interface NamedEntry {
  readonly name: string;
  readonly place: Place;
}

/** Where a program starts that exports it. */
export const START_SYMBOL = '_start';

function placeOfStatement(unit: PlacedUnit): Place | undefined {
  const statements = unit.assembly?.places.entries ?? [];
  return (statements.filter(({ kind }) => kind === 'symbol').at(-1) ?? statements.at(-1))?.place;
}

function namedEntry(program: Program, { name, place }: NamedEntry): ProgramEntry {
  const own = program.units.find(({ object }) => object.localSymbols.get(name)?.section === 'text');
  const symbols = [program.globals.get(name), own && program.lookUp(own, name)];
  const symbol = symbols.find((each) => each?.section === 'text');
  if (symbol) return { address: symbol.address, place, unit: undefined };
  const message = `The program has no code label "${name}"; name a label of one of its units.`;
  program.report('entry-unknown', message, place, { grounds: { name } });
  return { address: 0, place, unit: undefined };
}

function chooseEntry(program: Program): ProgramEntry {
  const start = program.globals.get(START_SYMBOL);
  if (start) return { address: start.address, place: placeOfLabel(start.unit, START_SYMBOL), unit: start.unit };
  for (const unit of program.units) {
    const symbol = entrySymbol(program, unit);
    if (symbol) return { address: symbol.address, place: placeOfStatement(unit), unit };
  }
  const [first] = program.units;
  return { address: first?.object.entry ?? 0, place: first && placeOfStatement(first), unit: first };
}

/** The symbol that a unit names as entry: a unit's own before an equal name elsewhere. */
function entrySymbol(program: Program, unit: PlacedUnit): ResolvedSymbol | undefined {
  const name = unit.object.entrySymbol;
  if (name === undefined || !program.globals.has(name)) return undefined;
  return program.lookUp(unit, name);
}

function reportAmbiguity(program: Program): void {
  const [first, ...others] = program.units.filter(({ object }) => object.entrySymbol !== undefined);
  if (!first || others.length === 0 || program.globals.has(START_SYMBOL)) return;
  const related = [relatedAt(placeOfStatement(first) ?? startOf(first.path), 'this entry counts')];
  for (const unit of others) {
    const message = `The entry of ${first.path} counts, because it comes first; put the main unit first.`;
    program.reportIn(unit, 'entry-ambiguous', message, placeOfStatement(unit) ?? startOf(unit.path), {
      related,
      grounds: { first },
    });
  }
}

/** @param named takes the place of what the units say */
export function linkEntry(program: Program, named: NamedEntry | undefined): number {
  if (!named) reportAmbiguity(program);
  const [first] = program.units;
  if (!first) return 0;
  const { address, place = startOf(first.path), unit } = named ? namedEntry(program, named) : chooseEntry(program);
  if (address % 4 !== 0) {
    program.reportIn(unit, 'entry-misaligned', `The entry ${address} is no multiple of 4.`, place);
  } else if (address < 0 || address >= program.codeLength) {
    const message =
      program.codeLength === 0
        ? 'The program has no code; link at least one instruction.'
        : `The entry ${address} lies outside the ${program.codeLength} bytes of code; name a code label.`;
    program.reportIn(unit, 'entry-out-of-range', message, place);
  }
  return address;
}
