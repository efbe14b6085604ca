/** Which service the operands of an SVC call, as far as they tell. */

import { type Service, serviceByImmediate } from '../isa/services';
import type { InstructionLine, Operand } from '../toolchain/syntax/tree';

const numberOf = (operand: Operand | undefined): number | undefined =>
  operand?.kind === 'number' ? operand.value : undefined;

function fieldOf(operands: readonly Operand[], name: string): number | undefined {
  const found = operands.find((operand) => operand.kind === 'field' && operand.field === name);
  return found?.kind === 'field' ? numberOf(found.value) : undefined;
}

export interface ServiceNumbers {
  readonly module: number | undefined;
  readonly fn: number | undefined;
}

export function serviceNumbers(operands: readonly Operand[]): ServiceNumbers {
  const [first, second] = operands;
  if (operands.length === 1 && first?.kind === 'number') return { module: first.value >> 8, fn: first.value & 0xff };
  return {
    module: fieldOf(operands, 'MOD') ?? (second && numberOf(first)),
    fn: fieldOf(operands, 'FN') ?? numberOf(second),
  };
}

export function serviceOf({ instruction, operands }: InstructionLine): Service | undefined {
  if (instruction?.mnemonic !== 'SVC') return undefined;
  const { module = 0, fn = 0 } = serviceNumbers(operands);
  return serviceByImmediate(module * 256 + fn);
}
