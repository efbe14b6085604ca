/** textDocument/codeLens and codeLens/resolve: references, size, stack, run and debug above labels. */

import type { CodeLens, Command, Range } from 'vscode-languageserver';
import { inSlices } from '../platform/event-loop';
import type { DocumentContext } from './context';
import { rangeOf } from './context';
import { stackText } from './describe/routine';
import { labelOf } from './view/source-lines';

/** Settings `hsx.codeLens.*`. */
export interface CodeLensOptions {
  readonly references: boolean;
  readonly size: boolean;
  /** Of routines, everything they call included. */
  readonly stack: boolean;
  /** Run and Debug above the entry. */
  readonly run: boolean;
  /** Run and Debug above all routines. */
  readonly runRoutines: boolean;
}

/** Commands of the client; where it has none of them, a lens is only text. */
export interface LensCommands {
  readonly showReferences?: string | undefined;
  readonly runFile?: string | undefined;
  readonly debugFile?: string | undefined;
}

interface LensData {
  readonly uri: string;
  readonly name: string;
  readonly kind: 'references' | 'size' | 'stack';
}

export function codeLenses(context: DocumentContext, options: CodeLensOptions, commands: LensCommands): CodeLens[] {
  const { lines, program, path } = context;
  const unit = program.unitOf(path);
  if (!unit?.assembly) return [];
  const uri = context.uriOf(path);
  const lenses: CodeLens[] = [];
  const entry = unit.object.entrySymbol;
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index)!;
    const name = labelOf(line);
    if (name === undefined || !('label' in line) || !line.label) continue;
    const symbol = program.lookUp(path, name);
    if (!symbol || program.definition(symbol)?.place.line !== index) continue;
    const range = rangeOf({ line: index, start: line.label.start, end: line.label.end });
    const isRoutine = symbol.section === 'text' && program.isRoutine(symbol);
    if (name === entry && options.run) lenses.push(...starts(range, commands, [uri]));
    else if (isRoutine && options.runRoutines) lenses.push(...starts(range, commands, [uri, name]));
    // Labels inside of a routine, which only jumps go to, would drown the others.
    if (symbol.section === 'text' && !isRoutine) continue;
    const lens = (kind: LensData['kind']): CodeLens => ({ range, data: { uri, name, kind } satisfies LensData });
    if (options.references) lenses.push(lens('references'));
    if (options.size) lenses.push(lens('size'));
    if (options.stack && symbol.section === 'text') lenses.push(lens('stack'));
  }
  return lenses;
}

function starts(range: Range, { runFile, debugFile }: LensCommands, named: readonly string[]): CodeLens[] {
  const lens = (title: string, command: string): CodeLens => ({
    range,
    command: { title, command, arguments: [...named] },
  });
  return [...(runFile ? [lens('Run', runFile)] : []), ...(debugFile ? [lens('Debug', debugFile)] : [])];
}

export async function resolveCodeLens(
  lens: CodeLens,
  contextOf: (uri: string) => Promise<DocumentContext | undefined>,
  { showReferences }: LensCommands,
  isStale: () => boolean = () => false,
): Promise<CodeLens> {
  const { uri, name, kind } = (lens.data ?? {}) as Partial<LensData>;
  const context = typeof uri === 'string' ? await contextOf(uri) : undefined;
  const symbol = context && typeof name === 'string' ? context.program.lookUp(context.path, name) : undefined;
  const text = (title: string): CodeLens => ({ ...lens, command: { title, command: '' } });
  if (!context || !symbol) return text('');
  const { program } = context;
  if (kind === 'size') {
    return text(`${program.labelFacts(symbol).size} bytes`);
  }
  if (kind === 'stack') {
    const isKnown = await inSlices(program.routineWork(context.path, [symbol.name]), isStale);
    const facts = isKnown ? program.routineFacts(symbol) : undefined;
    return text(facts ? `stack: ${stackText(facts)}` : '');
  }
  const uses = program.usesOf(symbol);
  const title = `${uses.length} reference${uses.length === 1 ? '' : 's'}`;
  if (!showReferences || uses.length === 0) return text(title);
  const locations = uses.map(({ place }) => ({ uri: context.uriOf(place.file), range: rangeOf(place) }));
  const command: Command = { title, command: showReferences, arguments: [uri, lens.range.start, locations] };
  return { ...lens, command };
}
