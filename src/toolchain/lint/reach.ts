/** Which code is reached, and where it goes on to what is no code of its own. */

import { type Place, relatedAt } from '../diagnostics';
import type { Step } from '../flow/control-flow';
import { type LintedProgram, STEP } from './linted-program';

export function* lintReach(program: LintedProgram): Generator<void> {
  const reached = yield* reachedWords(program);
  const { words } = program.code;
  for (let index = 0; index < words.length; index++) {
    if (reached[index] === Reach.start) lintEnd(program, program.stepAt(4 * index)!);
    if (index % STEP === 0) yield;
  }
  // What is called by an address in a register may be anything.
  if (program.hasEntry && !program.callsByRegister) yield* lintUnreached(program, reached);
}

/** By word of code. */
const Reach = { none: 0, start: 1, inside: 2 } as const;

/** Calls are taken to return. */
function* reachedWords(program: LintedProgram): Generator<void, Uint8Array> {
  const { code, roots, units, hasEntry } = program;
  const reached = new Uint8Array(code.words.length);
  const waiting = [...roots];
  if (!hasEntry) {
    for (const { object, codeBase } of units) {
      for (const { section, offset } of object.localSymbols.values()) {
        if (section === 'text') waiting.push(codeBase + offset);
      }
    }
  }
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    let step = reached[address / 4] === Reach.none ? program.stepAt(address) : undefined;
    while (step) {
      const index: number = step.address / 4;
      reached[index] = Reach.start;
      if (step.size === 8) reached[index + 1] = Reach.inside;
      if (step.target !== undefined) waiting.push(step.target);
      step = goesOn(step) && reached[index + step.size / 4] === Reach.none ? following(program, step) : undefined;
    }
    yield;
  }
  return reached;
}

const goesOn = ({ kind }: Step): boolean => kind === 'next' || kind === 'call' || kind === 'branch';

const following = (program: LintedProgram, { address, size }: Step): Step | undefined => program.stepAt(address + size);

/** What lies behind an instruction that goes on. */
function lintEnd(program: LintedProgram, step: Step): void {
  if (!goesOn(step)) return;
  const next = step.address + step.size;
  const unit = program.unitAt(step.address);
  const other = next < 4 * program.code.words.length ? program.unitAt(next) : undefined;
  const place = program.placeAt(step.address);
  if (!place) return;
  if (!other) {
    program.report('falls-off-code', 'The code goes on behind its last instruction; end it with RET or JMP.', place);
  } else if (other !== unit) {
    const message = `The code goes on into that of ${other.path}, which is linked behind it; end it with RET or JMP.`;
    program.report('falls-off-code', message, place);
  } else if (program.code.words[next / 4] === 0) {
    const message = 'The code goes on into a gap of zeros, which are no instruction; end it with RET or JMP.';
    program.report('falls-off-code', message, place);
  } else lintEntry(program, next, place);
}

/** Whether the next instruction is the first of a routine. */
function lintEntry(program: LintedProgram, next: number, place: Place): void {
  if (!program.called.has(next) && !program.handlers.has(next)) return;
  const name = program.nameAt(next);
  const head = program.placeAt(next);
  if (name === undefined || !head) return;
  const related = [relatedAt(head, `"${name}" starts here`)];
  program.report('falls-into-routine', `The code goes on into the routine "${name}"; end it with RET or JMP.`, place, {
    related,
  });
}

/** Runs of instructions in consecutive lines of one file. */
function* lintUnreached(program: LintedProgram, reached: Uint8Array): Generator<void> {
  let first: Place | undefined;
  let last: Place | undefined;
  const flush = (): void => {
    if (!first || !last) return;
    const range = {
      start: { line: first.line, character: first.start },
      end: { line: last.line, character: last.end },
    };
    const message = 'Nothing leads to this code; remove it, or jump to it.';
    program.report('unreachable-code', message, first, { range });
    first = undefined;
    last = undefined;
  };
  const { words } = program.code;
  for (let index = 0; index < words.length; index++) {
    if (index % STEP === 0) yield;
    const unit = reached[index] === Reach.none ? program.unitAt(4 * index) : undefined;
    const place = unit && program.placeAt(4 * index);
    // Zeros are the filling of .org.
    if (!unit || !place || !program.isOwn(place, unit) || words[index] === 0) {
      flush();
      continue;
    }
    if (last && (last.file !== place.file || place.line < last.line)) flush();
    first ??= place;
    last = place;
  }
  flush();
}
