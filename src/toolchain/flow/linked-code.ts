/** The code of a program as the analyses look at it. */

import type { LinkedProgram } from '../link';
import { type Code, targetOfWord } from './control-flow';
import { RoutineAnalysis } from './routine-facts';

/** Jumps and calls that did not come to their symbol, because it is missing or out of reach, have no known target. */
function codeOf({ program, code }: Pick<LinkedProgram, 'program' | 'code'>): Code {
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

const analyses = new WeakMap<object, RoutineAnalysis>();
/** Of earlier states, for programs whose routines nobody has looked at yet. */
const earlier = new WeakMap<object, RoutineAnalysis>();

/** The routines of a linked program, looked at once for everybody who asks. */
export function routinesOf(linked: Pick<LinkedProgram, 'program' | 'code'>): RoutineAnalysis {
  let analysis = analyses.get(linked);
  if (!analysis) {
    analysis = new RoutineAnalysis(codeOf(linked), earlier.get(linked));
    analyses.set(linked, analysis);
  }
  return analysis;
}

/** Says that a program is a later state of another one: routines that have not changed are not looked at again. */
export function takeOverRoutines(linked: LinkedProgram, before: LinkedProgram): void {
  const analysis = analyses.get(before)?.handOver() ?? earlier.get(before);
  if (analysis) earlier.set(linked, analysis);
}

/** Works out the facts about all routines, in steps. */
export function* routineWork(linked: Pick<LinkedProgram, 'program' | 'code'>): Generator<void> {
  const routines = routinesOf(linked);
  for (const { object, codeBase } of linked.program.units) {
    for (const { section, offset } of object.localSymbols.values()) {
      if (section === 'text') yield* routines.working(codeBase + offset);
    }
  }
}
