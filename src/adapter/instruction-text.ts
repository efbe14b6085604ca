/** One instruction of a task as the assembler would read it, with the names of its program. */

import { disassemble } from '../toolchain/disassemble';
import type { Task } from './debuggee';

interface InstructionText {
  readonly text: string;
  /** The words in hex, in the order of the code. */
  readonly bytes: string;
}

/** @param pc an address inside the code */
export function instructionText({ code, program }: Task, pc: number): InstructionText {
  const labelAt = (address: number) => program.symbols.labelsAt(address)[0];
  const [line] = disassemble(code.bytes, { start: pc, count: 1, labelAt });
  if (!line) return { text: '?', bytes: '' };
  const words = line.literal === undefined ? [line.word] : [line.word, line.literal];
  return {
    text: line.instruction ? `${line.mnemonic} ${line.text}`.trimEnd() : `illegal opcode ${line.mnemonic}`,
    bytes: words.map((word) => word.toString(16).toUpperCase().padStart(8, '0')).join(' '),
  };
}
