/** Looking up the first word of a statement without copying it out of its text. */

import { type Instruction, instructionByMnemonic, instructions } from '../../isa/instructions';

const LONGEST = 5;
const NONE = -1;

/** Letters and digits of up to five characters as one number, letters in upper case; -1 for all other words. */
function packed(text: string, start: number, end: number): number {
  if (end - start > LONGEST) return NONE;
  let key = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const letter = code & ~0x20;
    // Six bits tell them apart: 1 to 26 are letters, 48 to 57 digits.
    if (letter >= 0x41 && letter <= 0x5a) key = (key << 6) | (letter & 0x3f);
    else if (code >= 0x30 && code <= 0x39) key = (key << 6) | code;
    else return NONE;
  }
  return key;
}

const byKey = new Map(
  instructions.map((instruction) => [packed(instruction.mnemonic, 0, instruction.mnemonic.length), instruction]),
);

/** The instruction that the word from `start` to `end` names, in any case. */
export function instructionAt(text: string, start: number, end: number): Instruction | undefined {
  const key = packed(text, start, end);
  // Some letters beyond ASCII have an ASCII one as their upper case.
  return key === NONE ? instructionByMnemonic(text.slice(start, end).toUpperCase()) : byKey.get(key);
}
