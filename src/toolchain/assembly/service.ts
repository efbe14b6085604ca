/** The operands of SVC (toolchain spec 6.4): a number, or module and function by name or by position. */

import { portabilityMessage } from '../syntax/extensions';
import type { InstructionLine, Operand } from '../syntax/tree';
import type { Unit } from './unit';

const MAX_IMMEDIATE = 0xfff;
const limits: Readonly<Record<string, number>> = { MOD: 15, FN: 255 };

/** The 12-bit immediate: module in bits 11..8, function in bits 7..0. */
export function readService(unit: Unit, { operands, mnemonic }: InstructionLine): number {
  const [first, second, third] = operands;
  if (!first) {
    const message = 'SVC without operands calls module 0, function 0; write MOD=0 FN=0 if that is meant.';
    unit.report('operand-invalid', message, mnemonic, { severity: 'warning' });
    return 0;
  }
  if (operands.some((operand) => operand.kind === 'field')) return readFields(unit, operands);
  if (!second) return readNumber(unit, first, MAX_IMMEDIATE, 'a service number');
  if (third) {
    const span = { start: third.start, end: operands.at(-1)!.end };
    unit.report('operand-invalid', 'SVC takes MOD=n and FN=n, or one number; remove the rest.', span);
    return 0;
  }
  unit.report('not-portable', portabilityMessage('svc-positional'), { start: first.start, end: second.end });
  const module = readNumber(unit, first, limits['MOD']!, 'the module');
  return module * 256 + readNumber(unit, second, limits['FN']!, 'the function');
}

function readFields(unit: Unit, operands: readonly Operand[]): number {
  const fields = new Map<string, number>();
  for (const operand of operands) {
    const limit = operand.kind === 'field' ? limits[operand.field] : undefined;
    if (operand.kind !== 'field' || limit === undefined) {
      const message = `"${operand.text}" means nothing to SVC; write MOD=n and FN=n.`;
      unit.report('operand-invalid', message, operand);
    } else if (fields.has(operand.field)) {
      unit.report('operand-invalid', `${operand.field} is given twice; keep one.`, operand);
    } else {
      fields.set(operand.field, readNumber(unit, operand.value, limit, operand.field));
    }
  }
  const [first] = operands;
  if (operands.length === 1 && first && fields.size === 1) {
    unit.report('not-portable', portabilityMessage('svc-single-pair'), first);
  }
  return (fields.get('MOD') ?? 0) * 256 + (fields.get('FN') ?? 0);
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
