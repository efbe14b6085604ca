/** Labels that may be named at a place: those of the unit first, the near ones before the far, then those of others. */

import { basename } from 'pathe';
import type { DocumentContext } from '../context';
import { CompletionItemKind } from '../protocol';
import type { Section } from '../view/source-lines';
import type { Offer } from './offer';

export interface SymbolWish {
  /** Labels of this section come first. */
  readonly prefer?: Section;
  /** Only labels of this section. */
  readonly only?: Section;
}

const NEAR_LINES = 60;

export function labelOffers({ path, program }: DocumentContext, line: number, wish: SymbolWish = {}): Offer[] {
  const unit = program.unitOf(path);
  if (!unit?.assembly) return [];
  const offers: Offer[] = [];
  const { assembly, object } = unit;
  for (const { name, section, place } of assembly.labels.values()) {
    if (wish.only && section !== wish.only) continue;
    const near = place.file === path && Math.abs(place.line - line) <= NEAR_LINES;
    const unwanted = wish.prefer !== undefined && section !== wish.prefer;
    offers.push({
      label: name,
      kind: section === 'text' ? CompletionItemKind.Function : CompletionItemKind.Variable,
      rank: (unwanted ? 4 : 1) + (near ? 0 : 1),
      ...(place.file === path ? {} : { detail: basename(place.file) }),
      explained: ['label', name, path],
    });
  }
  for (const name of [...object.imports, ...object.externs]) {
    if (object.localSymbols.has(name)) continue;
    const symbol = program.program.globals.get(name);
    if (symbol && wish.only && symbol.section !== wish.only) continue;
    const unwanted = symbol !== undefined && wish.prefer !== undefined && symbol.section !== wish.prefer;
    offers.push({
      label: name,
      kind: symbol?.section === 'data' ? CompletionItemKind.Variable : CompletionItemKind.Function,
      rank: unwanted ? 6 : 3,
      detail: symbol ? basename(symbol.unit.path) : 'imported',
      explained: ['label', name, path],
    });
  }
  return offers;
}

/** Exports of other units that this one does not know yet. */
export function importOffers({ path, program }: DocumentContext): Offer[] {
  const unit = program.unitOf(path);
  const offers: Offer[] = [];
  for (const { name, unit: exporter, section } of program.program.globals.values()) {
    if (exporter === unit || unit?.object.imports.includes(name) || unit?.object.localSymbols.has(name)) continue;
    offers.push({
      label: name,
      kind: section === 'text' ? CompletionItemKind.Function : CompletionItemKind.Variable,
      rank: 1,
      detail: basename(exporter.path),
      explained: ['label', name, path],
    });
  }
  return offers;
}

export function relocationOffers(names: readonly string[]): Offer[] {
  return names.map((name) => ({
    label: `${name}()`,
    kind: CompletionItemKind.Operator,
    rank: 7,
    text: `${name}($0)`,
    snippet: true,
  }));
}
