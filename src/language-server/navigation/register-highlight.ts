/** Registers under the cursor, as textDocument/documentHighlight shows them: where the routine reads and writes them. */

import type { DocumentHighlight, Position } from 'vscode-languageserver';
import type { InstructionLine, Operand } from '../../toolchain/syntax/tree';
import { type DocumentContext, rangeOf } from '../context';
import { DocumentHighlightKind } from '../protocol';
import { instructionsOf, routineAt } from '../view/routine';

/** `undefined` when there is no register; outside of a routine only the line counts. */
export function registerHighlights(context: DocumentContext, position: Position): DocumentHighlight[] | undefined {
  const line = context.lines.lineAt(position.line);
  if (line?.kind !== 'instruction') return undefined;
  const operand = line.operands.find(({ start, end }) => start <= position.character && position.character <= end);
  const register = operand && registerIn(operand);
  if (register === undefined) return undefined;
  const { first, last } = routineAt(context, position.line) ?? { first: position.line, last: position.line };
  return instructionsOf(context, first, last).flatMap(({ index, line: other }) =>
    other.operands.flatMap((candidate, place): DocumentHighlight[] => {
      if (registerIn(candidate) !== register) return [];
      const kind = isWritten(other, place) ? DocumentHighlightKind.Write : DocumentHighlightKind.Read;
      return [{ range: rangeOf({ line: index, start: candidate.start, end: candidate.end }), kind }];
    }),
  );
}

const registerIn = (operand: Operand): number | undefined =>
  operand.kind === 'register' ? operand.index : operand.kind === 'memory' ? operand.base : undefined;

const isWritten = ({ instruction }: InstructionLine, place: number): boolean => instruction?.operands[place] === 'rd';
