/** From the files of a launch configuration to programs that can be loaded. */

import { basename, dirname, relative } from 'pathe';
import type { FileReader } from '../platform/files';
import { buildProgram } from '../toolchain/build';
import { type Diagnostic, startOf, ToolchainError } from '../toolchain/diagnostics';
import { findPrograms } from '../toolchain/project/find';
import type { ProjectProgram } from '../toolchain/project/project';
import { readSymbols, type SymbolTable } from '../toolchain/symbols';
import { declarationsIn, type SourceText } from './data-declarations';
import { summarizeErrors } from './diagnostics-report';
import type { AdapterHost } from './host';
import type { LaunchArguments } from './launch-attributes';
import { resolvePath } from './paths';
import type { Program } from './program';
import { ProgramSymbols } from './program-symbols';
import { RequestError } from './request-error';

interface Built {
  readonly programs: readonly Program[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the user should know about how the programs were made. */
  readonly notices: readonly string[];
}

/** The program has errors; `message` is the first of them. */
export class BuildError extends RequestError {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(summarizeErrors(diagnostics) ?? 'the program cannot be built');
    this.name = 'BuildError';
  }
}

/**
 * @param before is told of each program before it is built, with the part of all that is done, 0 to 1
 * @throws BuildError, RequestError
 */
export async function buildPrograms(
  args: Pick<LaunchArguments, 'program' | 'link' | 'symbols' | 'cwd'> & Partial<Pick<LaunchArguments, 'entry'>>,
  { files, cwd }: AdapterHost,
  before: (path: string, done: number) => void,
): Promise<Built> {
  const folder = args.cwd ?? cwd;
  const paths = args.program.map((path) => resolvePath(folder, path));
  const { inputs, diagnostics } = await inputsOf(paths, args.link, files);
  if (args.symbols.length > inputs.length && diagnostics.length === 0) {
    throw new RequestError(
      `launch attribute "symbols" has ${args.symbols.length} files, but there ${inputs.length > 1 ? 'are' : 'is'} only ${inputs.length} to describe`,
    );
  }
  const programs: Program[] = [];
  const notices: string[] = [];
  for (const [index, { units, options }] of inputs.entries()) {
    const [path] = units;
    before(path, index / inputs.length);
    const entry = index === 0 ? args.entry : undefined;
    const build = await buildProgram(units, files, entry === undefined ? options : startingAt(entry, path, options));
    diagnostics.push(...build.diagnostics);
    notices.push(
      ...build.found.map(
        ({ unit, symbols }) => `${relative(dirname(path), unit)} is linked because it exports ${symbols.join(', ')}`,
      ),
    );
    if (!build.image) continue;
    const symbolFile = args.symbols[index];
    const table = symbolFile ? await readSymbolFile(files, resolvePath(folder, symbolFile)) : build.symbols;
    if (!table) notices.push(`${basename(path)} has no symbols: showing its disassembly`);
    programs.push({ path, image: build.image, symbols: await programSymbols(table, path, build.sources, files) });
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new BuildError(diagnostics);
  return { programs, diagnostics, notices };
}

/** @throws RequestError for an image */
function startingAt(name: string, path: string, options: Input['options']): Input['options'] {
  if (!path.toLowerCase().endsWith('.hxe')) return { ...options, entry: { name, place: startOf(path) } };
  throw new RequestError(
    `launch attribute "entry": ${basename(path)} is an image, which starts where it was linked to start; name its sources`,
  );
}

/** What one task is built from. */
export type Input = Pick<ProjectProgram, 'units' | 'options'>;

/** Programs of hsx.json have their units and options there. @throws RequestError */
async function inputsOf(
  paths: readonly string[],
  link: boolean,
  files: FileReader,
): Promise<{ readonly inputs: readonly Input[]; readonly diagnostics: Diagnostic[] }> {
  const inputs: Input[] = [];
  const diagnostics: Diagnostic[] = [];
  const [first, ...others] = paths;
  for (const path of paths) {
    const project = await findPrograms(path, files);
    if (project && link) {
      throw new RequestError(`"${path}" is no unit: programs of hsx.json are linked already, leave "link" out`);
    }
    inputs.push(...(project?.programs ?? [{ units: [path], options: { findImports: true } }]));
    diagnostics.push(...(project?.diagnostics ?? []));
  }
  if (!link || first === undefined) return { inputs, diagnostics };
  return { inputs: [{ units: [first, ...others], options: { findImports: true } }], diagnostics };
}

/**
 * @param path what relative paths in the symbols start beside
 * @param localPath where a file of the symbols is here
 */
export async function programSymbols(
  table: SymbolTable | undefined,
  path: string,
  sources: readonly string[],
  files: FileReader,
  localPath?: (path: string) => string,
): Promise<ProgramSymbols> {
  const texts: SourceText[] = [];
  for (const source of sources) {
    const bytes = await files.read(source);
    if (bytes) texts.push({ path: source, text: new TextDecoder().decode(bytes) });
  }
  return new ProgramSymbols(table, dirname(path), () => declarationsIn(texts), localPath);
}

/** @throws RequestError when it is missing or broken */
export async function readSymbolFile(files: FileReader, path: string): Promise<SymbolTable> {
  const bytes = await files.read(path);
  if (!bytes) throw new RequestError(`symbol file ${path} does not exist`);
  try {
    return readSymbols(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof ToolchainError) throw new RequestError(`${path}: ${error.message}`);
    throw error;
  }
}
