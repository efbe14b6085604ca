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

/** Labels of the unit itself. */
export function ownLabelOffers({ path, program }: DocumentContext, line: number, wish: SymbolWish = {}): Offer[] {
  const { assembly } = program.unitOf(path) ?? {};
  if (!assembly) return [];
  const offers: Offer[] = [];
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
  return offers;
}

/** Labels of the unit, and those that it refers to in others. */
export function labelOffers(context: DocumentContext, line: number, wish: SymbolWish = {}): Offer[] {
  const { path, program } = context;
  const offers = ownLabelOffers(context, line, wish);
  const { object } = program.unitOf(path) ?? {};
  for (const name of [...(object?.imports ?? []), ...(object?.externs ?? [])]) {
    if (object?.localSymbols.has(name)) continue;
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

/** What this unit does not know yet: exports of other units, of files nearby, and what the image was built from before. */
export async function importOffers({ path, program, exportsNearby }: DocumentContext): Promise<Offer[]> {
  const unit = program.unitOf(path);
  const offers = new Map<string, Offer>();
  const add = (name: string, file: string, rank: number, section?: Section): void => {
    if (offers.has(name) || unit?.object.imports.includes(name) || unit?.object.localSymbols.has(name)) return;
    offers.set(name, {
      label: name,
      kind: section === 'data' ? CompletionItemKind.Variable : CompletionItemKind.Function,
      rank,
      detail: basename(file),
      explained: ['label', name, path],
    });
  };
  for (const { name, unit: exporter, section } of program.program.globals.values()) {
    if (exporter !== unit) add(name, exporter.path, 1, section);
  }
  for (const [name, file] of await exportsNearby()) add(name, file, 2);
  const { built } = program;
  for (const { name, section, place } of built?.all.values() ?? []) add(name, place?.file ?? built!.path, 3, section);
  return [...offers.values()];
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
