/** Building programs for the commands: diagnostics go to standard error, errors end the command. */

import { type Build, type BuildOptions, buildProgram } from '../toolchain/build';
import { type Diagnostic, formatDiagnostic, hasErrors } from '../toolchain/diagnostics';
import { Failure } from './failure';
import { inputFiles } from './input';

/** Prints what does not stop the command. @throws Failure with all diagnostics when there are errors */
export function report(diagnostics: readonly Diagnostic[]): void {
  const lines = diagnostics.map(formatDiagnostic);
  if (hasErrors(diagnostics)) throw new Failure(lines);
  for (const line of lines) console.error(line);
}

export interface BuiltProgram extends Build {
  readonly image: Uint8Array;
}

/** @throws Failure when there is no image */
export async function buildOrFail(files: readonly string[], options: BuildOptions): Promise<BuiltProgram> {
  const build = await buildProgram(files, inputFiles, options);
  report(build.diagnostics);
  for (const { unit, symbols } of build.found) {
    console.error(`${unit}:1:1: information: linked because it exports ${symbols.join(', ')}`);
  }
  const { image } = build;
  if (!image) throw new Error('a build without errors gave no image');
  return { ...build, image };
}
