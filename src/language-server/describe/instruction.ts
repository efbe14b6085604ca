/** Markdown about an instruction: its form, its effect, and the very words that a line makes. */

import type { FlagEffect, Instruction, Operand } from '../../isa/instructions';
import { decode } from '../../toolchain/disassemble';
import { assemblyText } from '../../toolchain/disassembly/assembly-text';
import { hex } from '../../toolchain/hex';
import { code } from './markdown';

export const operandTexts: Readonly<Record<Operand, string>> = {
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

const operandNotes: Readonly<Record<Operand, string>> = {
  rd: '`rd` is written',
  rs1: '`rs1` is read',
  rs2: '`rs2` is read',
  imm: '`imm` is -2048 to 2047, or a symbol whose value fits',
  imm32: '`imm32` is any 32-bit number, or a symbol',
  mem: '`imm` is -2048 to 2047 bytes; a negative one is written `[R7+-4]`',
  target: '`target` is a label in the first 4096 bytes of code',
  distance: '`target` is a label, or a distance of -2048 to 2047 words',
  service: '`MOD` is 0 to 15, `FN` 0 to 255',
  code: '`code` is 0 to 255',
};

const flagTexts: Readonly<Record<FlagEffect, string>> = {
  none: 'unchanged',
  carry: 'Z and N of the result, C carry (of a difference: no borrow), V overflow',
  product: 'Z and N of the result, C = V = the unsigned product exceeds 32 bits',
  cleared: 'Z and N of the result, C = V = 0',
  shift: 'Z and N of the result, C the last bit shifted out, V = 0',
};

/** Instructions that read flags, and which. */
const readsFlags: Readonly<Record<string, string>> = { JZ: 'Z', JNZ: 'Z', ADC: 'C', SBC: 'C' };

/** What surprises people (machine spec 3, toolchain spec 6). */
const notes: Readonly<Record<string, string>> = {
  LDI: 'A data label never fits; load it with `LDI32`.',
  DIV: 'There is no remainder: multiply the quotient back and subtract.',
  JMP: 'Code from 0x1000 on is out of reach; only `CALL` gets there.',
  JZ: 'Code from 0x1000 on is out of reach; only `CALL` gets there.',
  JNZ: 'Code from 0x1000 on is out of reach; only `CALL` gets there.',
  CALL: 'Treat every register but R7 as lost after it.',
  PUSH: 'The value in R15 before the instruction is pushed, also by `PUSH R15`.',
  POP: '`POP R15` leaves the popped value in R15; SP does not follow it.',
  FDIV: 'Infinity divided by zero is no number (0x7E00).',
  SVC: 'Flags are never touched. R0 is the status or the result.',
};

export function signatureOf({ mnemonic, operands }: Instruction): string {
  return `${mnemonic} ${operands.map((operand) => operandTexts[operand]).join(', ')}`.trim();
}

export function operandNote(operand: Operand): string {
  return operandNotes[operand];
}

export function describeInstruction(instruction: Instruction): string {
  const { opcode, operands, flags, size, summary, effect, mnemonic } = instruction;
  const reads = readsFlags[mnemonic];
  const facts = [`Flags: ${flagTexts[flags]}${reads ? `; reads ${reads}` : ''}`];
  if (operands.length > 0) facts.push(`Operands: ${operands.map(operandNote).join('; ')}`);
  facts.push(`Opcode ${hex(opcode, 2)}, ${size} bytes`);
  const note = notes[mnemonic];
  return [
    code(signatureOf(instruction)),
    `${summary}: \`${effect}\``,
    facts.join('  \n'),
    ...(note ? [note] : []),
  ].join('\n\n');
}

/**
 * The words of one line, field by field.
 * @param bytes big endian, 4 or 8 of them
 * @param address of the first one
 */
export function describeEncoding(bytes: Uint8Array, address: number, labelAt: (address: number) => string | undefined) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = view.getUint32(0);
  const decoded = decode(word, bytes.length > 4 ? view.getUint32(4) : undefined, address);
  const words = [word, ...(decoded.literal === undefined ? [] : [decoded.literal])].map((value) => hex(value, 8));
  const { rd, rs1, rs2, rawImmediate, immediate } = decoded;
  const fields = `op ${hex(word >>> 24, 2)} · rd ${rd} · rs1 ${rs1} · rs2 ${rs2} · imm ${hex(rawImmediate, 3)} (${immediate})`;
  return [
    `At \`${hex(address, 4)}\`: \`${words.join(' ')}\`  \n${fields}`,
    `\`${`${decoded.mnemonic} ${assemblyText(decoded, labelAt)}`.trim()}\``,
  ].join('  \n');
}
