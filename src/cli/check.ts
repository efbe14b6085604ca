/** `hsx check`: what the assembler, the linker and the lints have to say about a program, on standard output. */

import type { AssembleOptions } from '../toolchain/assemble';
import type { Build } from '../toolchain/build';
import { type Diagnostic, distinct, formatDiagnostic, hasErrors, type Range } from '../toolchain/diagnostics';
import type { RuleSeverities, RuleSeverity } from '../toolchain/lint/selection';
import { findingsOf } from './check/findings';
import { sarifLog } from './check/sarif';
import { Failure } from './failure';
import { inputFiles, nameInputs } from './input';
import { orProject, projectPrograms } from './project';

interface CheckCommand {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly utf8Text?: true;
  readonly wideServices?: true;
  /** Rules with their severities. */
  readonly lint?: readonly (readonly [rule: string, severity: RuleSeverity])[];
}

/** @throws Failure when there are errors */
export async function check(files: readonly string[], { json, sarif, lint, ...sources }: CheckCommand): Promise<void> {
  const rules = Object.fromEntries(lint ?? []);
  const { diagnostics, units } = await checkInputs(await nameInputs(await orProject(files)), sources, rules);
  if (sarif) console.log(JSON.stringify(sarifLog(diagnostics)));
  else if (json) console.log(JSON.stringify({ units, diagnostics: diagnostics.map(jsonOf) }));
  else for (const diagnostic of diagnostics) console.log(formatDiagnostic(diagnostic));
  if (hasErrors(diagnostics)) throw new Failure([]);
}

type Findings = Pick<Build, 'diagnostics' | 'units'>;

async function checkInputs(
  inputs: readonly string[],
  sources: AssembleOptions,
  rules: RuleSeverities,
): Promise<Findings> {
  const programs = await projectPrograms(inputs);
  if (!programs) return findingsOf(inputs, inputFiles, { findImports: true, ...sources }, rules);
  const builds: Findings[] = [];
  for (const { units, options, lint } of programs) {
    const own = { ...options, ...sources };
    builds.push(await findingsOf(units, inputFiles, own, { ...lint, ...rules }));
  }
  return {
    diagnostics: distinct(builds.flatMap(({ diagnostics }) => diagnostics)),
    units: [...new Set(builds.flatMap(({ units }) => units))],
  };
}

const jsonOf = ({ file, range, severity, code, message, related = [] }: Diagnostic) => ({
  ...placeOf(file, range),
  severity,
  code,
  message,
  related: related.map((place) => ({ ...placeOf(place.file, place.range), message: place.message })),
});

/** Lines and columns from 1, the end exclusive. */
const placeOf = (file: string, { start, end }: Range) => ({
  file,
  line: start.line + 1,
  column: start.character + 1,
  end_line: end.line + 1,
  end_column: end.character + 1,
});
