/** The operands of SVC (toolchain spec 6.4): a number, or module and function by name or by position. */

import { portabilityMessage } from '../syntax/extensions';
import type { InstructionLine, Operand } from '../syntax/tree';
import { serviceAdvice } from './advice';
import type { Unit } from './unit';

const MAX_MODULE = 15;
const MAX_WIDE_MODULE = 255;
const MAX_FUNCTION = 255;

/** The module in bits 11..8, or 15..8 where the unit has wide services; the function in bits 7..0. */
export function readService(unit: Unit, line: InstructionLine): number {
  const service = readNumbers(unit, line);
  const { operands, mnemonic } = line;
  if (service >> 8 > MAX_MODULE) {
    const span = { start: mnemonic.start, end: operands.at(-1)!.end };
    unit.report('not-portable', portabilityMessage('wide-services'), span);
  }
  return service;
}

function readNumbers(unit: Unit, { operands, mnemonic }: InstructionLine): number {
  const [first, second, third] = operands;
  if (!first) {
    const message = 'SVC without operands calls module 0, function 0; write MOD=0 FN=0 if that is meant.';
    unit.report('operand-invalid', message, mnemonic, { severity: 'warning' });
    return 0;
  }
  if (first.kind === 'field' || operands.some((operand) => operand.kind === 'field')) return readFields(unit, operands);
  if (!second) return readNumber(unit, first, 256 * modulesOf(unit) + MAX_FUNCTION, 'a service number');
  if (third) {
    const span = { start: third.start, end: operands.at(-1)!.end };
    unit.report('operand-invalid', 'SVC takes MOD=n and FN=n, or one number; remove the rest.', span);
    return 0;
  }
  unit.report('not-portable', portabilityMessage('svc-positional'), { start: first.start, end: second.end });
  const module = readNumber(unit, first, modulesOf(unit), 'the module');
  return module * 256 + readNumber(unit, second, MAX_FUNCTION, 'the function');
}

const modulesOf = ({ wideServices }: Unit): number => (wideServices ? MAX_WIDE_MODULE : MAX_MODULE);

function readFields(unit: Unit, operands: readonly Operand[]): number {
  let module: number | undefined;
  let fn: number | undefined;
  for (const operand of operands) {
    if (operand.kind !== 'field' || (operand.field !== 'MOD' && operand.field !== 'FN')) {
      const message = `"${operand.text}" means nothing to SVC; write MOD=n and FN=n.`;
      unit.report('operand-invalid', message, operand);
    } else if ((operand.field === 'MOD' ? module : fn) !== undefined) {
      unit.report('operand-invalid', `${operand.field} is given twice; keep one.`, operand);
    } else if (operand.field === 'MOD') module = readNumber(unit, operand.value, modulesOf(unit), 'MOD');
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
    const advice = serviceAdvice(operand.text, `${what} is 0 to ${limit}.`);
    unit.report('number-invalid', `"${operand.text}" is no number; ${advice}`, operand);
    return 0;
  }
  if (operand.value >= 0 && operand.value <= limit) return operand.value;
  const isWide =
    limit < MAX_FUNCTION ? operand.value <= MAX_WIDE_MODULE : limit > MAX_FUNCTION && operand.value <= 0xffff;
  const advice = isWide && operand.value > limit ? ' Modules from 16 on need a switch (--wide-services).' : '';
  unit.report('operand-invalid', `${operand.text} is out of range; ${what} is 0 to ${limit}.${advice}`, operand);
  return 0;
}
