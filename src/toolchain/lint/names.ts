/** Names that nothing uses. */

import type { LabelDefinition } from '../assembly/unit';
import type { PlacedUnit } from '../linking/program';
import { type LintedProgram, STEP } from './linted-program';

export function* lintNames(program: LintedProgram): Generator<void> {
  for (const unit of program.units) {
    lintImports(program, unit);
    yield;
    if (program.hasEntry) yield* lintLabels(program, unit);
  }
}

function lintImports(program: LintedProgram, unit: PlacedUnit): void {
  for (const [name, place] of unit.assembly?.places.imports ?? []) {
    if (program.isUsed(unit, name) || !program.isOwn(place, unit)) continue;
    program.report('unused-import', `"${name}" is imported and not used.`, place);
  }
}

function* lintLabels(program: LintedProgram, unit: PlacedUnit): Generator<void> {
  const labels = [...(unit.assembly?.labels.values() ?? [])];
  const isUsed = (label: LabelDefinition | undefined): boolean =>
    label !== undefined &&
    (program.isUsed(unit, label.name) ||
      unit.object.symbols.has(label.name) ||
      (label.section === 'text' && unit.codeBase + label.offset === program.entry));
  const data = labels.filter(({ section }) => section === 'data');
  for (const [index, label] of data.entries()) {
    if (index % STEP === 0) yield;
    // Data is also reached by its distance from the label in front of it, or as what ends at the next one.
    if (![data[index - 1], label, data[index + 1]].some(isUsed)) lintUnused(program, unit, label);
  }
  for (const [index, label] of labels.entries()) {
    if (index % STEP === 0) yield;
    if (label.section === 'text' && !isUsed(label)) lintUnused(program, unit, label);
  }
  lintExports(program, unit);
}

function lintUnused(program: LintedProgram, unit: PlacedUnit, { name, place }: LabelDefinition): void {
  if (program.isOwn(place, unit)) program.report('unused-label', `Nothing uses the label "${name}".`, place);
}

/** What other units than that with the entry export is an offer. */
function lintExports(program: LintedProgram, unit: PlacedUnit): void {
  if (program.unitAt(program.entry) !== unit) return;
  for (const [name, place] of unit.assembly?.places.exports ?? []) {
    const label = unit.assembly?.labels.get(name);
    if (!label || program.isUsed(unit, name) || !program.isOwn(place, unit)) continue;
    if (label.section === 'text' && unit.codeBase + label.offset === program.entry) continue;
    program.report('unused-export', `No unit of the program imports "${name}".`, place);
  }
}
