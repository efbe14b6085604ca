/** The arguments of directives that take exactly one (toolchain spec 4). */

import type { DirectiveLine, Operand, Span } from '../syntax/tree';
import type { Unit } from './unit';

/** What stands behind the directive, or the directive itself when nothing does. */
function argumentSpan({ word, argument }: DirectiveLine): Span {
  return argument.start < argument.end ? argument : word;
}

/** The only argument, or `undefined` after a report. */
export function onlyArgument(unit: Unit, line: DirectiveLine): Operand | undefined {
  if (line.operands.length === 1) return line.operands[0];
  const { name, usage } = line.directive!;
  unit.report('directive-arity', `${name} takes exactly one argument: ${name} ${usage}.`, argumentSpan(line));
  return undefined;
}

/** A number argument, or `undefined` after a report. */
export function numberArgument(unit: Unit, line: DirectiveLine): (Operand & { kind: 'number' }) | undefined {
  const operand = onlyArgument(unit, line);
  if (!operand) return undefined;
  if (operand.kind === 'number') return operand;
  unit.report('number-invalid', `"${operand.text}" is no number; ${line.directive!.name} takes one.`, operand);
  return undefined;
}
