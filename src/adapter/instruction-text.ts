/** One instruction of a task as text that the assembler would accept, with the names of its program. */

import { wordAt } from '../isa/encoding';
import type { Task } from './debuggee';
export interface InstructionText {
  readonly text: string;
  /** The words in hex, as they stand in code. */
  readonly bytes: string;
}

export function instructionText({ code }: Task, pc: number): InstructionText {
  const word = wordAt(code.bytes, pc)!;
  return { text: 'TODO', bytes: word.toString(16) };
}
