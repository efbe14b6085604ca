/** textDocument/documentSymbol and workspace/symbol: labels, as functions and variables; and what metadata declares. */

import type { DocumentSymbol, SymbolInformation, WorkspaceSymbol } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';
import { SymbolKind } from '../protocol';
import { payloadAt, unquoted } from '../view/payload';
import type { ProgramView } from '../view/program-view';
import { type Section, type SourceLines, sectionSelected } from '../view/source-lines';

const kindOf = (section: Section): SymbolKind => (section === 'text' ? SymbolKind.Function : SymbolKind.Variable);

const declarationKinds: Readonly<Record<string, SymbolKind>> = {
  '.value': SymbolKind.Property,
  '.cmd': SymbolKind.Event,
  '.mailbox': SymbolKind.Interface,
};

/** Each label up to the next one, with the labels inside of a routine below it, and the names in metadata. */
export function documentSymbols(context: DocumentContext): DocumentSymbol[] {
  return [...labelSymbols(context), ...declarationSymbols(context)].sort(
    (a, b) => a.selectionRange.start.line - b.selectionRange.start.line,
  );
}

/** The same one after the other, for clients that know no other way. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, containerName = ''): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName && { containerName }) },
    ...flatSymbols(children, uri, name),
  ]);
}

function labelSymbols(context: DocumentContext): DocumentSymbol[] {
  const { lines } = context;
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
    if (parent && parent.kind === symbol.kind && isInside(context, name, section, parent.name)) {
      parent.children!.push({ ...symbol, kind: section === 'text' ? SymbolKind.Key : SymbolKind.Field });
      parent.range.end = symbol.range.end;
    } else symbols.push(symbol);
  }
  return symbols;
}

/** Whether a label is a place inside of the routine or data in front of it: by its uses, without any by its name. */
function isInside({ program, path }: DocumentContext, name: string, section: Section, parent: string): boolean {
  const isLocal = name.startsWith(`${parent}_`);
  const symbol = section === 'text' ? program.lookUp(path, name) : undefined;
  if (!symbol) return isLocal;
  return !program.isRoutine(symbol) || (isLocal && program.usesOf(symbol).length === 0);
}

function* declarationSymbols({ lines }: DocumentContext): Generator<DocumentSymbol> {
  for (let line = 0; line < lines.lineCount; line++) {
    const head = lines.lineAt(line)!;
    const detail = head.kind === 'directive' ? head.directive?.name : undefined;
    const kind = declarationKinds[detail ?? ''];
    const payload = kind && payloadAt(lines, line);
    if (!payload || !detail) continue;
    for (const { open, close, members } of payload.entries) {
      const name = members.find(({ key }) => /^"(name|target)"$/.test(key.text))?.value;
      const text = name && unquoted(name);
      if (!name || !text) continue;
      const selectionRange = rangeOf(name);
      const end = close ? rangeOf(close).end : selectionRange.end;
      yield { name: text, detail, kind, range: { start: rangeOf(open).start, end }, selectionRange, children: [] };
    }
  }
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
