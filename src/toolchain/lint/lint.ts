/** Lints of a linked program: what is built as it is written, but is hardly what was meant. */

import { atOnce } from '../../platform/event-loop';
import type { Diagnostic } from '../diagnostics';
import { routineWork } from '../flow/linked-code';
import { compareText } from '../json/write';
import type { LinkedProgram } from '../link';
import { lintInstructions } from './instructions';
import { LintedProgram } from './linted-program';
import { lintNames } from './names';
import { lintReach } from './reach';
import { lintRoutines } from './routines';

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  compareText(a.file, b.file) ||
  a.range.start.line - b.range.start.line ||
  a.range.start.character - b.range.start.character;

/**
 * All findings in the order of their places and with the severities of the catalogue; units without source are not looked at.
 * Only makes sense when the assembler has found no error.
 */
export function lint(linked: LinkedProgram): readonly Diagnostic[] {
  return atOnce(lintWork(linked));
}

/** The same in steps. */
export function* lintWork(linked: LinkedProgram): Generator<void, readonly Diagnostic[]> {
  yield* routineWork(linked);
  const program = yield* LintedProgram.of(linked);
  yield* lintNames(program);
  yield* lintReach(program);
  yield* lintRoutines(program);
  yield* lintInstructions(program);
  return program.findings.sort(byPlace);
}
