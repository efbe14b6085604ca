/** The code of a program as the analyses look at it. */

import type { LinkedProgram } from '../link';
import { type Code, targetOfWord } from './control-flow';

/** Jumps and calls that did not come to their symbol, because it is missing or out of reach, have no known target. */
export function codeOf({ program, code }: Pick<LinkedProgram, 'program' | 'code'>): Code {
  const unresolved = new Set<number>();
  for (const unit of program.units) {
    for (const { section, type, place, symbol } of unit.object.relocations) {
      if (section !== 'code' || type !== 'jump') continue;
      const index = unit.codeBase / 4 + place;
      const resolved = program.lookUp(unit, symbol);
      if (!resolved || targetOfWord(4 * index, code[index] ?? 0) !== resolved.address) unresolved.add(index);
    }
  }
  return { words: code, unresolved };
}
