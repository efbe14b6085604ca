/** What can only be said at the end of a unit: references, entry, exports (toolchain spec 4, 5). */

import { RODATA_BASE } from '../../isa/constants';
import { relatedAt } from '../diagnostics';
import { compareText } from '../json/write';
import type { ObjectFile, ObjectMetadata } from '../object';
import type { DeclaredEntry, EntryStatement, LabelDefinition, Unit } from './unit';

/** What is a label only if the unit defines it so. */
const registerForm = /^R(?:1[0-5]|\d)$/i;

function checkReferences(unit: Unit): void {
  unit.relocations.forEach(({ symbol, kind }, index) => {
    const place = unit.references[index]!;
    const label = unit.labels.get(symbol);
    if (kind === 'off16' && label?.section === 'text') {
      const related = [relatedAt(label.place, 'defined here')];
      const message = `off16 needs a data label; "${symbol}" is code. Use lo16.`;
      unit.reportAt('off16-section', message, place, { related });
    }
    if (label || unit.imports.has(symbol) || unit.externs.has(symbol)) return;
    const message = registerForm.test(symbol)
      ? `"${symbol}" is a register; a label or a number stands here.`
      : `"${symbol}" is unknown; define the label, or declare it with .import or .extern.`;
    unit.reportAt('symbol-unknown', message, place);
  });
}

/** The entry offset; of several statements the last symbolic one counts, else the last one. */
function resolveEntry(unit: Unit): { readonly entry: number; readonly symbol: string | undefined } {
  const { entries } = unit;
  const symbolic = entries.filter((entry) => entry.kind === 'symbol');
  const chosen: EntryStatement | undefined = symbolic.at(-1) ?? entries.at(-1);
  for (const entry of entries) {
    if (entry === chosen) continue;
    const related = [relatedAt(chosen!.place, 'this one counts')];
    unit.reportAt('entry-duplicate', 'Another .entry of this unit counts; remove one.', entry.place, { related });
  }
  if (!chosen) return { entry: 0, symbol: undefined };
  if (chosen.kind === 'offset') return { entry: chosen.offset, symbol: undefined };
  const { name, place } = chosen;
  const label = unit.labels.get(name);
  if (!label) {
    const foreign = unit.imports.has(name) || unit.externs.has(name);
    if (foreign) {
      unit.reportAt('entry-undefined', `The entry must be a label of this unit; "${name}" is not.`, place);
    } else unit.reportAt('symbol-unknown', `"${name}" is unknown; define the label.`, place);
    return { entry: 0, symbol: undefined };
  }
  if (label.section === 'text') return { entry: label.offset, symbol: name };
  const related = [relatedAt(label.place, 'defined here')];
  unit.reportAt('entry-section', `The entry must be code; "${name}" is a data label.`, place, { related });
  return { entry: RODATA_BASE + label.offset, symbol: name };
}

function checkExports(unit: Unit): void {
  for (const [name, place] of unit.exports) {
    if (unit.labels.has(name)) continue;
    const message = `"${name}" has no label in this unit, so nothing is exported.`;
    unit.reportAt('export-undefined', message, place);
  }
}

/** The labels that other units see. */
function exportedLabels(unit: Unit, entrySymbol: string | undefined): ReadonlyMap<string, LabelDefinition> {
  const { labels, exports, externs } = unit;
  const exported = new Map<string, LabelDefinition>();
  const names = new Set([...exports.keys(), ...externs.keys(), entrySymbol]);
  labels.forEach((label, name) => {
    if (names.has(name)) exported.set(name, label);
  });
  return exported;
}

function metadataOf({ values, commands, mailboxes }: Unit): ObjectMetadata {
  const list = (entries: readonly DeclaredEntry[]) => entries.map(({ value }) => value);
  return {
    ...(values.length > 0 ? { values: list(values) } : {}),
    ...(commands.length > 0 ? { commands: list(commands) } : {}),
    ...(mailboxes.length > 0 ? { mailboxes: list(mailboxes) } : {}),
  };
}

/** Checks the whole unit and makes its object. */
export function finishUnit(unit: Unit): ObjectFile {
  checkReferences(unit);
  const { entry, symbol } = resolveEntry(unit);
  checkExports(unit);
  return {
    entry,
    entrySymbol: symbol,
    code: unit.code.toWords(),
    rodata: unit.rodata.toBytes(),
    externs: [...unit.externs.keys()].sort(compareText),
    imports: [...unit.imports.keys()].sort(compareText),
    relocations: unit.relocations,
    symbols: exportedLabels(unit, symbol),
    localSymbols: unit.labels,
    metadata: metadataOf(unit),
  };
}
