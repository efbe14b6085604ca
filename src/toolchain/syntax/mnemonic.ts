/** Looking up the first word of a statement without copying it out of its text. */

import { type Instruction, instructionByMnemonic, instructions } from '../../isa/instructions';

/** Longer words do not fit into a key. */
export const LONGEST_KEY = 5;
const NONE = -1;

/** Keys grow by one letter, digit or other name character at a time, starting with 0; the case makes no difference. */
export function keyStep(key: number, code: number): number {
  // Six bits tell them apart: 1 to 26 are letters, 48 to 57 digits.
  return (key << 6) | (code >= 0x40 ? code & 0x1f : code);
}

/** Letters and digits of up to five characters as one number; -1 for all other words. */
export function keyOf(text: string, start = 0, end = text.length): number {
  if (end - start > LONGEST_KEY) return NONE;
  let key = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const letter = code & ~0x20;
    if (!(letter >= 0x41 && letter <= 0x5a) && !(code >= 0x30 && code <= 0x39)) return NONE;
    key = keyStep(key, code);
  }
  return key;
}

const byKey = new Map(instructions.map((instruction) => [keyOf(instruction.mnemonic), instruction]));

/** The instruction that the word from `start` to `end` names, in any case. */
export function instructionAt(text: string, start: number, end: number): Instruction | undefined {
  const key = keyOf(text, start, end);
  // Some letters beyond ASCII have an ASCII one as their upper case.
  return key === NONE ? instructionByMnemonic(text.slice(start, end).toUpperCase()) : byKey.get(key);
}
