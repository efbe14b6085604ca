/** The operands of an instruction in assembly notation, for people to read (toolchain spec 6.3, 14). */

import { serviceModuleOf } from '../../isa/encoding';
import type { Operand } from '../../isa/instructions';
import type { DecodedInstruction } from '../disassemble';
import { hex } from '../hex';

function operand(form: Operand, decoded: DecodedInstruction, labelAt: (address: number) => string | undefined): string {
  const { immediate, rawImmediate, literal, target } = decoded;
  switch (form) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return `R${decoded[form]}`;
    case 'mem':
      return `[R${decoded.rs1}+${immediate}]`;
    case 'imm':
      return String(immediate);
    case 'imm32':
      return literal === undefined ? '<missing>' : hex(literal, 8);
    case 'target':
    case 'distance': {
      if (target === undefined) return `R${decoded.rs1}+${4 * immediate}`;
      const label = labelAt(target);
      return label === undefined ? hex(target, 1) : `${hex(target, 1)} <${label}>`;
    }
    case 'service':
      return `MOD=${hex(serviceModuleOf(decoded.word), 1)}, FN=${hex(rawImmediate & 0xff, 1)}`;
    case 'code':
      return String(rawImmediate & 0xff);
  }
}

/**
 * As one would write it, except that a CALL shows the address it goes to and not the distance.
 * @param labelAt names targets
 */
export function assemblyText(
  decoded: DecodedInstruction,
  labelAt: (address: number) => string | undefined = () => undefined,
): string {
  const forms = decoded.instruction?.operands ?? [];
  return forms.map((form) => operand(form, decoded, labelAt)).join(', ');
}
