/** textDocument/onTypeFormatting: the line that was just finished, in the recommended form. */

import type { Position, TextEdit } from 'vscode-languageserver';
import { formatting } from './formatting';

export const onTypeTriggers = { first: '\n', more: [':'] } as const;

/** @param typed the character just written */
export function onTypeFormatting(text: string, { line }: Position, typed: string): TextEdit[] {
  const formatted = typed === '\n' ? line - 1 : line;
  if (formatted < 0) return [];
  const edits = formatting(text, {
    start: { line: formatted, character: 0 },
    end: { line: formatted, character: Number.MAX_SAFE_INTEGER },
  });
  if (typed !== ':') return edits;
  // A colon ends a label; inside of other lines it has nothing to say. Nobody asked for a line break.
  return edits.flatMap((edit) => {
    const newText = edit.newText.trimEnd();
    return /^[\w.$]+:$/.test(newText) ? [{ ...edit, newText }] : [];
  });
}
