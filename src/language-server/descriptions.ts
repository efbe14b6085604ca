/** Markdown made from the tables, for hovers. */

import { FRAME_POINTER, STACK_MIRROR } from '../isa/constants';
import type { FlagEffect, Instruction, Operand } from '../isa/instructions';
import type { Service } from '../isa/services';
import type { Directive } from '../toolchain/syntax/directives';

const operandTexts: Readonly<Record<Operand, string>> = {
  rd: 'rd',
  rs1: 'rs1',
  rs2: 'rs2',
  imm: 'imm',
  imm32: 'imm32',
  mem: '[rs1+imm]',
  target: 'target',
  distance: 'target',
  service: 'MOD=m, FN=n',
  code: '[code]',
};

const flagTexts: Readonly<Record<FlagEffect, string>> = {
  none: 'unchanged',
  carry: 'Z and N of the result, C carry (of a difference: no borrow), V overflow',
  product: 'Z and N of the result, C = V = the unsigned product exceeds 32 bits',
  cleared: 'Z and N of the result, C = V = 0',
  shift: 'Z and N of the result, C the last bit shifted out, V = 0',
};

const hex = (value: number, digits = 1): string => `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
const code = (text: string): string => `\`\`\`hsx-mvasm\n${text}\n\`\`\``;

export function describeInstruction({ mnemonic, opcode, operands, flags, size, summary, effect }: Instruction): string {
  return [
    code(`${mnemonic} ${operands.map((operand) => operandTexts[operand]).join(', ')}`.trim()),
    `${summary}: \`${effect}\``,
    `Flags: ${flagTexts[flags]}  \nOpcode ${hex(opcode, 2)}, ${size} bytes`,
  ].join('\n\n');
}

export function describeDirective({ name, usage, summary, section }: Directive): string {
  const where = section === 'data' ? ' Stands in `.data`.' : '';
  return `${code(`${name} ${usage}`.trim())}\n\n${summary}.${where}`;
}

export function describeService({ module, fn, name, summary, input, output }: Service): string {
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0 ? '' : `\n\n${title}: ${items.map((item) => item.replace(/^R\d+/, '`$&`')).join(', ')}`;
  return `**${name}** (module ${hex(module)}, function ${hex(fn)}): ${summary}${list('In', input)}${list('Out', output)}`;
}

const registerRoles: Readonly<Record<number, string>> = {
  0: 'by convention the result of a routine and the exit status; also that of a service call',
  [FRAME_POINTER]: 'by convention the frame pointer of a routine',
  [STACK_MIRROR]: 'receives a copy of SP after every stack instruction; writing it does not move SP',
};

export function describeRegister(index: number): string {
  const role = registerRoles[index];
  return `**R${index}** 32-bit register${role ? `: ${role}` : ''}`;
}
