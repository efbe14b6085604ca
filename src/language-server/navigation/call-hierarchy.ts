/**
 * textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls: calls, jumps out of a routine, the
 * entry, and handlers of commands.
 */

import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Position,
  Range,
} from 'vscode-languageserver';
import type { Place } from '../../toolchain/diagnostics';
import type { ResolvedSymbol } from '../../toolchain/linking/program';
import { type DocumentContext, rangeOf } from '../context';
import { pathOf } from '../paths';
import { SymbolKind } from '../protocol';
import { routineAt } from '../view/routine';
import { occurrenceAt } from './occurrences';

/** The document in whose program the hierarchy is. */
interface ItemData {
  readonly document: string;
}

/** The document that an item of the hierarchy was asked for in. */
export function documentOf({ data }: CallHierarchyItem): string | undefined {
  const document: unknown = (data as Partial<ItemData> | null | undefined)?.document;
  return typeof document === 'string' ? document : undefined;
}

/** The routine that is named at the position, or else the one around it. */
export function prepareCallHierarchy(context: DocumentContext, position: Position): CallHierarchyItem[] | null {
  const named = occurrenceAt(context, position);
  const symbol = named && context.program.lookUp(context.path, named.name);
  const routine =
    symbol?.section === 'text' ? routineOf(context, symbol) : routineAround(context, context.path, position.line);
  const item = routine && itemOf(context, routine);
  return item ? [item] : null;
}

/** Who comes to the routine; what names it outside of code stands for itself. */
export function incomingCalls(context: DocumentContext, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const target = symbolOf(context, item);
  if (!target) return [];
  const calls = new Map<string, CallHierarchyIncomingCall>();
  for (const label of labelsIn(context, target)) {
    for (const { place, kind } of context.program.usesOf(label)) {
      if (kind === 'data') continue;
      const caller = kind === 'call' || kind === 'jump' ? routineAround(context, place.file, place.line) : undefined;
      // A loop of its own is no call.
      if (caller && kind === 'jump' && isSame(caller, target)) continue;
      const range = rangeOf(place);
      const from = caller ? itemOf(context, caller) : declarationItem(context, place.file, range, kind);
      if (from) add(calls, from, range, (ranges) => ({ from, fromRanges: ranges }));
    }
  }
  return [...calls.values()];
}

export function outgoingCalls(context: DocumentContext, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const source = symbolOf(context, item);
  const place = source && context.program.definition(source)?.place;
  const extent = place && routineAt(within(context, place.file), place.line);
  if (!source || !place || !extent) return [];
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  const { object, assembly } = source.unit;
  object.relocations.forEach(({ symbol, type, pcRelative }, index) => {
    const at = assembly?.places.references[index];
    if (type !== 'jump' || !at || at.file !== place.file || at.line < extent.first || at.line > extent.last) return;
    const target = context.program.program.lookUp(source.unit, symbol);
    const routine = target?.section === 'text' ? routineOf(context, target) : undefined;
    if (!routine || (!pcRelative && isSame(routine, source))) return;
    const to = itemOf(context, routine);
    if (to) add(calls, to, rangeOf(at), (ranges) => ({ to, fromRanges: ranges }));
  });
  return [...calls.values()];
}

/** One call for each other end, with all places. */
function add<Call extends { fromRanges: Range[] }>(
  calls: Map<string, Call>,
  { uri, name, selectionRange }: CallHierarchyItem,
  range: Range,
  make: (ranges: Range[]) => Call,
): void {
  const key = `${uri}\n${name}\n${selectionRange.start.line}`;
  const known = calls.get(key);
  if (known) known.fromRanges.push(range);
  else calls.set(key, make([range]));
}

const isSame = (a: ResolvedSymbol, b: ResolvedSymbol): boolean => a.unit === b.unit && a.offset === b.offset;

function symbolOf({ program }: DocumentContext, { uri, name }: CallHierarchyItem): ResolvedSymbol | undefined {
  const path = pathOf(uri);
  const symbol = program.lookUp(path, name);
  if (symbol && program.definition(symbol)?.place.file === path) return symbol;
  const foreign = program.program.globals.get(name);
  return foreign && !program.definition(foreign) ? foreign : undefined;
}

/** The routine that a code label starts or stands in. */
function routineOf(context: DocumentContext, symbol: ResolvedSymbol): ResolvedSymbol | undefined {
  if (context.program.isRoutine(symbol)) return symbol;
  const place = context.program.definition(symbol)?.place;
  return place && (routineAround(context, place.file, place.line) ?? symbol);
}

function routineAround(context: DocumentContext, file: string, line: number): ResolvedSymbol | undefined {
  const { program } = context;
  if (!program.linesOf(file)) return undefined;
  const routine = routineAt(within(context, file), line);
  return routine && program.lookUp(file, routine.name);
}

/** The routine's label and the places inside of it that code may come to. */
function labelsIn({ program }: DocumentContext, routine: ResolvedSymbol): Pick<ResolvedSymbol, 'unit' | 'name'>[] {
  const { unit, offset } = routine;
  const end = offset + program.labelFacts(routine).size;
  return [...unit.object.localSymbols]
    .filter(([, other]) => other.section === 'text' && other.offset >= offset && other.offset < end)
    .map(([name]) => ({ unit, name }));
}

/** The same program, seen from another of its files. */
function within(context: DocumentContext, file: string): DocumentContext {
  return file === context.path ? context : { ...context, path: file, lines: context.program.linesOf(file)! };
}

/** A routine without assembly source stands where it was written, or else where it is declared. */
function itemOf(context: DocumentContext, routine: ResolvedSymbol): CallHierarchyItem | undefined {
  const { program } = context;
  const place =
    program.definition(routine)?.place ?? program.writtenPlace(routine) ?? declaredPlace(context, routine.name);
  if (!place) return undefined;
  const extent = context.program.linesOf(place.file) && routineAt(within(context, place.file), place.line);
  const selectionRange = rangeOf(place);
  const last = extent ? { line: extent.last, character: 0 } : selectionRange.end;
  const end =
    last.line > place.line ? { ...last, character: lengthOf(context, place.file, last.line) } : selectionRange.end;
  return {
    name: routine.name,
    kind: SymbolKind.Function,
    detail: place.file === context.path ? '' : place.file,
    uri: context.uriOf(place.file),
    range: { start: selectionRange.start, end },
    selectionRange,
    data: { document: context.uriOf(context.path) } satisfies ItemData,
  };
}

function declaredPlace({ program, path }: DocumentContext, name: string): Place | undefined {
  const units = [...program.unitsOf(path), ...program.units];
  for (const { assembly } of units) {
    const place = assembly?.places.imports.get(name) ?? assembly?.places.externs.get(name);
    if (place) return place;
  }
  return undefined;
}

const lengthOf = ({ program }: DocumentContext, file: string, line: number): number =>
  program.linesOf(file)?.lineAt(line)?.text.length ?? 0;

function declarationItem(
  context: DocumentContext,
  file: string,
  range: Range,
  kind: 'call' | 'jump' | 'entry' | 'handler',
): CallHierarchyItem {
  const names = { call: 'code', jump: 'code', entry: '.entry', handler: '.cmd' };
  return {
    name: names[kind],
    kind: SymbolKind.Event,
    detail: file === context.path ? '' : file,
    uri: context.uriOf(file),
    range,
    selectionRange: range,
    data: { document: context.uriOf(context.path) } satisfies ItemData,
  };
}
