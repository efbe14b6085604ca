/** textDocument/formatting and textDocument/rangeFormatting. How MVASM is indented is no option. */

import type { Range, TextEdit } from 'vscode-languageserver';
import { formatEdits } from '../toolchain/format';

/** @param range whole lines of it are formatted; its last line only when the range reaches into it */
export function formatting(text: string, range?: Range): TextEdit[] {
  const edits = range ? formatEdits(text, linesOf(range)) : formatEdits(text);
  return edits.map(({ line, start, end, text: newText }) => ({
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  }));
}

function linesOf({ start, end }: Range): { first: number; last: number } {
  const reachesIn = end.character > 0 || end.line === start.line;
  return { first: start.line, last: reachesIn ? end.line : end.line - 1 };
}
