/** textDocument/documentHighlight: a symbol in the document, its label counting as written, or a register of a routine. */

import type { DocumentHighlight, Position } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';
import { DocumentHighlightKind } from '../protocol';
import { occurrenceAt, sameSymbol } from './occurrences';
import { registerHighlights } from './register-highlight';

export function documentHighlights(context: DocumentContext, position: Position): DocumentHighlight[] {
  const occurrence = occurrenceAt(context, position);
  if (!occurrence) return registerHighlights(context, position) ?? [];
  return sameSymbol(context.program, occurrence)
    .filter(({ place }) => place.file === context.path)
    .map(({ place, role }) => ({
      range: rangeOf(place),
      kind: role === 'label' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
