/** textDocument/definition, declaration, implementation and references; across units, JSON handlers and compiled units included. */

import type { Location, Position } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';
import { isDeclaration, type Occurrence, occurrenceAt, sameSymbol } from './occurrences';

const isLabel = ({ role }: Occurrence): boolean => role === 'label';

const locate = ({ uriOf }: DocumentContext, { place }: Occurrence): Location => ({
  uri: uriOf(place.file),
  range: rangeOf(place),
});

function located(
  context: DocumentContext,
  position: Position,
  wanted: (occurrence: Occurrence) => boolean,
): Location[] {
  const occurrence = occurrenceAt(context, position);
  if (!occurrence) return [];
  return sameSymbol(context.program, occurrence)
    .filter(wanted)
    .map((other) => locate(context, other));
}

/** Of a compiled unit the line in its own language, else the label; of a name that no unit defines, where it is imported. */
export function definition(context: DocumentContext, position: Position): Location[] {
  const written = writtenLocation(context, position);
  if (written) return [written];
  const labels = located(context, position, isLabel);
  return labels.length > 0 ? labels : declaration(context, position);
}

/** The label, that of a compiled unit too; of a command, from anywhere in its payload, the handler. */
export function implementation(context: DocumentContext, position: Position): Location[] {
  const handler = handlerAt(context, position);
  for (const place of [position, ...(handler ? [handler] : [])]) {
    const labels = located(context, place, isLabel);
    if (labels.length > 0) return labels;
  }
  return definition(context, position);
}

function writtenLocation(context: DocumentContext, position: Position): Location | undefined {
  const { program, path, uriOf } = context;
  const occurrence = occurrenceAt(context, position);
  if (!occurrence) return undefined;
  const symbol = program.lookUp(path, occurrence.name);
  const place = symbol ? program.writtenPlace(symbol) : program.builtSymbol(path, occurrence.name)?.place;
  return place && { uri: uriOf(place.file), range: rangeOf(place) };
}

/** Where the handler is named, in a payload around the position. */
function handlerAt({ program, path }: DocumentContext, { line }: Position): Position | undefined {
  for (const { assembly } of program.unitsOf(path)) {
    for (const { places } of assembly?.places.commands ?? []) {
      const handler = places.members.get('handler');
      if (handler?.file !== path || places.entry.file !== path) continue;
      const lines = [places.entry, ...places.members.values()].map((place) => place.line);
      if (line < Math.min(...lines) || line > Math.max(...lines)) continue;
      return { line: handler.line, character: handler.end - 1 };
    }
  }
  return undefined;
}

/** Where the name is imported or exported; of a private label the label itself. */
export function declaration(context: DocumentContext, position: Position): Location[] {
  const declared = located(context, position, (other) => isDeclaration(other) && other.role !== 'label');
  return declared.length > 0 ? declared : located(context, position, isLabel);
}

export function references(context: DocumentContext, position: Position, withDeclaration: boolean): Location[] {
  return located(context, position, (other) => withDeclaration || !isDeclaration(other));
}
