/** textDocument/definition, declaration, implementation and references; across units, JSON handlers included. */

import type { Location, Position } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';
import { isDeclaration, type Occurrence, occurrenceAt, sameSymbol } from './occurrences';

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

/** The label; of a name that no unit of the program defines, where it is imported. */
export function definition(context: DocumentContext, position: Position): Location[] {
  const labels = located(context, position, ({ role }) => role === 'label');
  return labels.length > 0 ? labels : declaration(context, position);
}

/** Where the name is imported or exported; of a private label the label itself. */
export function declaration(context: DocumentContext, position: Position): Location[] {
  const declared = located(context, position, (other) => isDeclaration(other) && other.role !== 'label');
  return declared.length > 0 ? declared : located(context, position, ({ role }) => role === 'label');
}

export function references(context: DocumentContext, position: Position, withDeclaration: boolean): Location[] {
  return located(context, position, (other) => withDeclaration || !isDeclaration(other));
}
