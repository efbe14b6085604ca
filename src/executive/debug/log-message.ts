/** Messages of log points: text with `{expression}` in it; `{{` and `}}` stand for braces. */

import { ExecutiveError } from '../errors';
import { evaluate, textOf } from './expressions/evaluate';
import { ExpressionError } from './expressions/expression-error';
import { parseExpression } from './expressions/parse';
import { printExpression } from './expressions/print';
import { type Names, noNames, resolveExpression } from './expressions/resolve';
import type { Expression } from './expressions/syntax-tree';
import type { MachineView } from './machine-view';

type Part = string | Expression;

const letters = { hex: 'x', decimal: 'd', binary: 'b', octal: 'o', character: 'c', f16: 'f' } as const;

/** @throws ExecutiveError for a brace without its partner, ExpressionError with the column in the whole message */
function partsOf(message: string): Part[] {
  const parts: Part[] = [];
  let text = '';
  for (let at = 0; at < message.length; at++) {
    const character = message.charAt(at);
    if ((character === '{' || character === '}') && message.charAt(at + 1) === character) {
      text += character;
      at++;
    } else if (character === '{') {
      const end = message.indexOf('}', at);
      if (end < 0) throw new ExecutiveError(`"}" is missing for the "{" in column ${at + 1}; a brace itself is "{{"`);
      parts.push(
        text,
        placedAt(at + 1, () => parseExpression(message.slice(at + 1, end))),
      );
      text = '';
      at = end;
    } else {
      text += character;
    }
  }
  return [...parts, text].filter((part) => part !== '');
}

function placedAt<Result>(start: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(error.reason, error.position + start);
    throw error;
  }
}

/** The message with its names resolved. @throws ExecutiveError */
export function resolveLogMessage(message: string, names: Names): string {
  const braces = (text: string) => text.replace(/[{}]/g, '$&$&');
  return partsOf(message)
    .map((part) => {
      if (typeof part === 'string') return braces(part);
      const radix = part.radix ? `,${letters[part.radix]}` : '';
      return `{${printExpression(resolveExpression(part, names))}${radix}}`;
    })
    .join('');
}

/** @param message with names resolved. @throws ExecutiveError */
export function compileLogMessage(message: string): (machine: MachineView) => string {
  const parts = partsOf(message).map((part) => (typeof part === 'string' ? part : resolveExpression(part, noNames)));
  return (machine) => parts.map((part) => (typeof part === 'string' ? part : shown(part, machine))).join('');
}

function shown(expression: Expression, machine: MachineView): string {
  try {
    const { radix } = expression;
    const value = evaluate(expression, machine);
    // In a sentence a number is wanted as one.
    return textOf(value, machine, radix ?? (value.kind === 'scalar' && value.type !== 'code' ? 'decimal' : undefined));
  } catch (error) {
    if (error instanceof ExpressionError) return `{${error.reason}}`;
    throw error;
  }
}
