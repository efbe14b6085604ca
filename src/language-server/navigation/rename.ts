/** textDocument/rename and prepareRename: a symbol in all units of the program. */

import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { isName } from '../../toolchain/syntax/characters';
import { type DocumentContext, rangeOf } from '../context';
import { LSPErrorCodes, ResponseError } from '../protocol';
import { type Occurrence, occurrenceAt, occurrencesOf, sameSymbol } from './occurrences';

const refuse = (message: string): never => {
  throw new ResponseError(LSPErrorCodes.RequestFailed, message);
};

export function prepareRename(
  context: DocumentContext,
  position: Position,
): { range: Range; placeholder: string } | null {
  const occurrence = occurrenceAt(context, position);
  return occurrence ? { range: rangeOf(occurrence.place), placeholder: occurrence.name } : null;
}

/** @throws ResponseError when the name cannot be used */
export function rename(context: DocumentContext, position: Position, newName: string): WorkspaceEdit | null {
  const occurrence = occurrenceAt(context, position);
  if (!occurrence) return null;
  if (newName === occurrence.name) return { changes: {} };
  if (!isName(newName)) {
    refuse(`"${newName}" is no symbol name; use letters, digits, _, . and $, not starting with a digit or $.`);
  }
  if (/^R(\d|1[0-5])$/i.test(newName)) refuse(`"${newName}" is a register; choose another name.`);
  const renamed = sameSymbol(context.program, occurrence);
  refuseCollision(context, renamed, newName);
  const changes: Record<string, TextEdit[]> = {};
  for (const { place } of renamed) {
    const uri = context.uriOf(place.file);
    const edits = changes[uri] ?? [];
    edits.push({ range: rangeOf(place), newText: newName });
    changes[uri] = edits;
  }
  return { changes };
}

/** A name may stand once per unit, labels and imports together, and once among the exports. */
function refuseCollision({ program }: DocumentContext, renamed: readonly Occurrence[], newName: string): void {
  const files = new Set(renamed.map(({ place }) => place.file));
  const units = program.units.filter(({ assembly }) => assembly?.files.some((file) => files.has(file)));
  const inUnit = units.some(({ object: { localSymbols, imports, externs } }) => {
    return localSymbols.has(newName) || imports.includes(newName) || externs.includes(newName);
  });
  if (!inUnit && !program.program.globals.has(newName)) return;
  const other = occurrencesOf(program).find(({ name, role }) => name === newName && role === 'label');
  const where = other ? ` (${other.place.file}:${other.place.line + 1})` : '';
  refuse(`"${newName}" is in use already${where}; choose another name.`);
}
