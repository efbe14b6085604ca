/** The operands of SVC (toolchain spec 6.4): a number, or module and function by name or by position. */

import { portabilityMessage } from '../syntax/extensions';
import type { InstructionLine, Operand } from '../syntax/tree';
import type { Unit } from './unit';

const MAX_IMMEDIATE = 0xfff;
const MAX_MODULE = 15;
const MAX_FUNCTION = 255;

/** The 12-bit immediate: module in bits 11..8, function in bits 7..0. */
export function readService(unit: Unit, { operands, mnemonic }: InstructionLine): number {
  const [first, second, third] = operands;
  if (!first) {
    const message = 'SVC without operands calls module 0, function 0; write MOD=0 FN=0 if that is meant.';
    unit.report('operand-invalid', message, mnemonic, { severity: 'warning' });
    return 0;
  }
  if (first.kind === 'field' || operands.some((operand) => operand.kind === 'field')) return readFields(unit, operands);
  if (!second) return readNumber(unit, first, MAX_IMMEDIATE, 'a service number');
  if (third) {
    const span = { start: third.start, end: operands.at(-1)!.end };
    unit.report('operand-invalid', 'SVC takes MOD=n and FN=n, or one number; remove the rest.', span);
    return 0;
  }
  unit.report('not-portable', portabilityMessage('svc-positional'), { start: first.start, end: second.end });
  const module = readNumber(unit, first, MAX_MODULE, 'the module');
  return module * 256 + readNumber(unit, second, MAX_FUNCTION, 'the function');
}

function readFields(unit: Unit, operands: readonly Operand[]): number {
  let module: number | undefined;
  let fn: number | undefined;
  for (const operand of operands) {
    if (operand.kind !== 'field' || (operand.field !== 'MOD' && operand.field !== 'FN')) {
      const message = `"${operand.text}" means nothing to SVC; write MOD=n and FN=n.`;
      unit.report('operand-invalid', message, operand);
    } else if ((operand.field === 'MOD' ? module : fn) !== undefined) {
      unit.report('operand-invalid', `${operand.field} is given twice; keep one.`, operand);
    } else if (operand.field === 'MOD') module = readNumber(unit, operand.value, MAX_MODULE, 'MOD');
    else fn = readNumber(unit, operand.value, MAX_FUNCTION, 'FN');
  }
  const [first] = operands;
  if (operands.length === 1 && first && (module ?? fn) !== undefined) {
    unit.report('not-portable', portabilityMessage('svc-single-pair'), first);
  }
  return (module ?? 0) * 256 + (fn ?? 0);
}

function readNumber(unit: Unit, operand: Operand, limit: number, what: string): number {
  if (operand.kind !== 'number') {
    unit.report('number-invalid', `"${operand.text}" is no number; ${what} is 0 to ${limit}.`, operand);
    return 0;
  }
  if (operand.value >= 0 && operand.value <= limit) return operand.value;
  unit.report('operand-invalid', `${operand.text} is out of range; ${what} is 0 to ${limit}.`, operand);
  return 0;
}
