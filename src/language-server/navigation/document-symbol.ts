/** textDocument/documentSymbol and workspace/symbol: labels, as functions and variables. */

import type { DocumentSymbol, WorkspaceSymbol } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';
import { SymbolKind } from '../protocol';
import type { ProgramView } from '../view/program-view';
import { type Section, type SourceLines, sectionSelected } from '../view/source-lines';

const kindOf = (section: Section): SymbolKind => (section === 'text' ? SymbolKind.Function : SymbolKind.Variable);

/** Each label up to the next one; local names of a routine (`routine_loop` behind `routine`) lie inside it. */
export function documentSymbols({ lines }: DocumentContext): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const { name, line, start, end, section, last } of labels(lines)) {
    const symbol: DocumentSymbol = {
      name,
      kind: kindOf(section),
      range: { start: { line, character: 0 }, end: { line: last, character: lines.lineAt(last)?.text.length ?? 0 } },
      selectionRange: rangeOf({ line, start, end }),
      children: [],
    };
    const parent = symbols.at(-1);
    if (parent && parent.kind === symbol.kind && name.startsWith(`${parent.name}_`)) {
      parent.children!.push({ ...symbol, kind: section === 'text' ? SymbolKind.Key : SymbolKind.Field });
      parent.range.end = symbol.range.end;
    } else symbols.push(symbol);
  }
  return symbols;
}

interface FoundLabel {
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly section: Section;
  /** Last line that belongs to it. */
  last: number;
}

function labels(lines: SourceLines): FoundLabel[] {
  const found: FoundLabel[] = [];
  let section: Section = 'text';
  let current: FoundLabel | undefined;
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index)!;
    const selected = sectionSelected(line);
    if (selected) {
      section = selected;
      current = undefined;
    }
    if ('label' in line && line.label?.valid) {
      const { text: name, start, end } = line.label;
      current = { name, line: index, start, end, section, last: index };
      found.push(current);
    } else if (current && line.kind !== 'empty') current.last = index;
  }
  return found;
}

/** Labels of the programs whose name holds the letters of the query in their order; at most `limit`. */
export function workspaceSymbols(
  programs: Iterable<ProgramView>,
  query: string,
  uriOf: (path: string) => string,
  limit = 1000,
): WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  const found = new Map<string, WorkspaceSymbol>();
  for (const { units } of programs) {
    for (const { assembly } of units) {
      for (const { name, section, place } of assembly?.labels.values() ?? []) {
        if (found.size >= limit) return [...found.values()];
        if (!matches(name.toLowerCase(), wanted)) continue;
        const location = { uri: uriOf(place.file), range: rangeOf(place) };
        found.set(`${place.file}\n${place.line}\n${name}`, { name, kind: kindOf(section), location });
      }
    }
  }
  return [...found.values()];
}

function matches(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
