/** Programs of hsx.json in the place of files on the command line. */

import { dirname, join, normalize } from 'pathe';
import type { BuildOptions } from '../toolchain/build';
import { findPrograms } from '../toolchain/project/find';
import { PROJECT_FILE, type ProjectProgram } from '../toolchain/project/project';
import { Failure, fileError } from './failure';
import { inputFiles } from './input';
import { report } from './program';

/**
 * The programs that an argument stands for; `undefined` when it is a file.
 * @throws Failure for mistakes in hsx.json, or a name that it does not have
 */
async function programsNamed(input: string): Promise<readonly ProjectProgram[] | undefined> {
  const reading = await findPrograms(input, inputFiles);
  if (!reading) return undefined;
  report(reading.diagnostics);
  return reading.programs;
}

/** The arguments, or the hsx.json of the current folder when there are none. @throws Failure when there is neither */
export async function orProject(inputs: readonly string[]): Promise<readonly [string, ...string[]]> {
  const [first, ...others] = inputs;
  if (first !== undefined) return [first, ...others];
  const reading = await findPrograms(PROJECT_FILE, inputFiles);
  if (reading?.diagnostics[0]?.code === 'file-missing') {
    throw new Failure([`error: name the files; there is no ${PROJECT_FILE} in this folder that could tell`], 2);
  }
  return [PROJECT_FILE];
}

/**
 * The programs that the arguments of one command stand for; `undefined` when they are files.
 * @throws Failure when files stand beside programs
 */
export async function projectPrograms(inputs: readonly string[]): Promise<readonly ProjectProgram[] | undefined> {
  const found = await Promise.all(inputs.map(async (input) => [input, await programsNamed(input)] as const));
  const files = found.filter(([, programs]) => !programs).map(([input]) => input);
  if (files.length === found.length) return undefined;
  if (files.length > 0) {
    throw new Failure([`error: ${files.join(', ')}: files cannot stand beside programs of ${PROJECT_FILE}`], 2);
  }
  return found.flatMap(([, programs]) => programs ?? []);
}

/** What a command is to run, each as a task of its own: programs of hsx.json and files, as they come. */
export interface Runnable {
  /** The file that stands for it in messages: of a program its first unit. */
  readonly file: string;
  /** Of hsx.json. */
  readonly program?: ProjectProgram;
}

/** @throws Failure for mistakes in hsx.json */
export async function runnables(inputs: readonly string[]): Promise<readonly Runnable[]> {
  const found = await Promise.all(
    inputs.map(async (input) => {
      const programs = await programsNamed(input);
      return programs?.map((program) => ({ file: program.units[0], program })) ?? [{ file: input }];
    }),
  );
  return found.flat();
}

/** The arguments as paths to load, one for each program: of hsx.json its folder and name. @throws Failure for mistakes in hsx.json */
export async function loadable(inputs: readonly string[]): Promise<readonly string[]> {
  return (await runnables(inputs)).map(({ file, program }) =>
    program ? join(dirname(program.place.file), program.name) : file,
  );
}

/** What a program is built from. */
export interface Buildable {
  readonly files: readonly string[];
  readonly options: BuildOptions;
}

/** How sources are read that no hsx.json tells it of. */
export type SourceOptions = Pick<BuildOptions, 'utf8Text' | 'wideServices'>;

/**
 * Of one that is loaded by its path, see {@link loadable}.
 * @param sources of a file; a program of hsx.json has options of its own
 * @throws Failure for mistakes in hsx.json
 */
export async function buildable(path: string, sources: SourceOptions = {}): Promise<Buildable> {
  const [program, ...others] = (await programsNamed(path)) ?? [];
  if (!program) return { files: [path], options: { ...sources, findImports: true } };
  if (others.length > 0) throw new Failure([fileError(path, 'it has several programs; load one of them by its name')]);
  return { files: program.units, options: { ...program.options, output: `${normalize(path)}.hxe` } };
}
