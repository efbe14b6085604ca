/** textDocument/inlineValue: which registers, labels and memory operands a debugger shows beside their lines. */

import type { InlineValue, InlineValueContext, Range } from 'vscode-languageserver';
import type { Operand } from '../toolchain/syntax/tree';
import { type DocumentContext, rangeOf } from './context';

/** Lines in front of the one where the debugger stands that still say something about now. */
const LINES_BACK = 12;

/** @param stopped where the debugger stands */
export function inlineValues(
  context: DocumentContext,
  range: Range,
  { stoppedLocation }: Pick<InlineValueContext, 'stoppedLocation'>,
): InlineValue[] {
  const { lines } = context;
  const stop = stoppedLocation.end.line;
  const values: InlineValue[] = [];
  const last = Math.min(range.end.line, stop);
  for (let index = Math.max(range.start.line, stop - LINES_BACK); index <= last; index++) {
    const line = lines.lineAt(index);
    if (line?.kind !== 'instruction' || !line.instruction) continue;
    const shown = new Set<string>();
    line.operands.forEach((operand, position) => {
      const form = line.instruction?.operands[position];
      if (form === 'target' || form === 'distance' || form === 'service') return;
      for (const { expression, start, end } of expressionsOf(context, operand)) {
        if (shown.has(expression)) continue;
        shown.add(expression);
        values.push({ range: rangeOf({ line: index, start, end }), expression });
      }
    });
  }
  return values;
}

function expressionsOf(
  context: DocumentContext,
  operand: Operand,
): { readonly expression: string; readonly start: number; readonly end: number }[] {
  const { start, end } = operand;
  switch (operand.kind) {
    case 'register':
      return [{ expression: `R${operand.index}`, start, end }];
    case 'memory':
      return operand.offset.kind === 'number'
        ? [{ expression: `[R${operand.base}+${operand.offset.value}]`, start, end }]
        : [];
    case 'symbol': {
      const symbol = operand.form === 'symbol' ? context.program.lookUp(context.path, operand.name) : undefined;
      return symbol?.section === 'data' ? [{ expression: operand.name, start, end }] : [];
    }
    default:
      return [];
  }
}
