/** `hsx build`: sources and objects to an image, or the programs of a project to theirs. */

import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { BadMessageError, ExecutiveError } from '../executive/errors';
import { readProgramImage } from '../executive/provisioning/program-image';
import { nodeFiles } from '../platform/node/files';
import type { BuildOptions } from '../toolchain/build';
import type { ProjectProgram } from '../toolchain/project/project';
import { type SymbolFile, writeSymbols } from '../toolchain/symbols';
import { collectFailures, Failure, fileError } from './failure';
import { type OutputFile, writeFiles } from './files';
import { nameInputs } from './input';
import { buildOrFail } from './program';
import { orProject, projectPrograms } from './project';

export interface BuildCommand {
  /** Required unless programs of hsx.json are built. */
  readonly output?: string;
  readonly sym?: string;
  readonly appName?: string;
  readonly singleInstance?: boolean;
  /** 16 bits. */
  readonly reqCap?: number;
  /** File of a manifest to put into the image. */
  readonly manifest?: string;
  readonly debugInfo?: readonly string[];
  readonly utf8Text?: boolean;
  readonly wideServices?: boolean;
}

/** @throws Failure when a program has errors, or for wrong usage; then nothing is written */
export async function build(inputs: readonly string[], options: BuildCommand): Promise<void> {
  const named = await nameInputs(await orProject(inputs));
  const programs = await projectPrograms(named);
  const manifest = await manifestOf(options);
  const results = programs
    ? await buildProject(programs, options, manifest)
    : [await buildFiles(named, options, manifest)];
  await writeFiles(
    results.flatMap(({ outputs }) => outputs),
    results.flatMap(({ inputs: read }) => read),
  );
}

interface Result {
  readonly outputs: readonly OutputFile[];
  /** Files that were read. */
  readonly inputs: readonly string[];
}

async function buildFiles(
  files: readonly [string, ...string[]],
  command: BuildCommand,
  manifest: Manifest | undefined,
): Promise<Result> {
  const { output, sym } = command;
  if (output === undefined) throw new Failure(['error: name the image to write: -o FILE'], 2);
  const image = files.find((file) => file.toLowerCase().endsWith('.hxe'));
  if (image !== undefined) {
    throw new Failure([fileError(image, 'this is an image already; hsx build takes sources and objects')]);
  }
  return buildOne(files, buildOptionsOf(command), { output, sym, manifest });
}

/** Options of the command line go before those of hsx.json. */
async function buildProject(
  programs: readonly ProjectProgram[],
  command: BuildCommand,
  manifest: Manifest | undefined,
): Promise<readonly Result[]> {
  if (programs.length > 1 && (command.output !== undefined || command.sym !== undefined || manifest)) {
    const names = programs.map(({ name }) => name).join(', ');
    throw new Failure([`error: -o, --sym and --manifest are for one program; these are ${names}`], 2);
  }
  const given = Object.entries(buildOptionsOf(command)).filter(([, value]) => value !== undefined);
  return collectFailures(programs, ({ units, output, options }) => {
    const { output: image = output, sym = `${withoutSuffix(image)}.sym` } = command;
    const targets = { output: image, sym: image === '-' ? command.sym : sym, manifest };
    return buildOne(units, { ...options, ...Object.fromEntries(given) }, targets);
  });
}

const withoutSuffix = (path: string): string => path.slice(0, path.length - extname(path).length);

const buildOptionsOf = ({
  output,
  appName,
  singleInstance,
  reqCap,
  debugInfo,
  utf8Text,
  wideServices,
}: BuildCommand): BuildOptions => ({
  // On standard output an image has no name of its own.
  output: output === '-' ? undefined : output,
  appName,
  allowMultiple: singleInstance ? false : undefined,
  requiredCapabilities: reqCap,
  debugInputs: debugInfo,
  utf8Text,
  wideServices,
});

async function buildOne(
  files: readonly [string, ...string[]],
  options: BuildOptions,
  { output, sym, manifest }: { output: string; sym: string | undefined; manifest: Manifest | undefined },
): Promise<Result> {
  const built = await buildOrFail(files, { ...options, manifest: manifest?.content });
  if (manifest) checkManifest(manifest, built.image);
  const outputs: OutputFile[] = [{ path: output, content: built.image }];
  if (sym !== undefined && built.symbolFile) {
    const located = withFolder(built.symbolFile, dirname(resolve(files[0])));
    outputs.push({ path: sym, content: writeSymbols(located) });
  }
  const also = [...(options.debugInputs ?? []), ...(manifest ? [manifest.file] : [])];
  return { outputs, inputs: [...built.units, ...built.sources, ...also] };
}

interface Manifest {
  readonly file: string;
  readonly content: Uint8Array;
}

/** @throws Failure */
async function manifestOf({ manifest: file }: BuildCommand): Promise<Manifest | undefined> {
  if (file === undefined) return undefined;
  const content = await nodeFiles.read(file);
  if (!content) throw new Failure([fileError(file, 'the file does not exist')]);
  return { file, content };
}

/** @throws Failure when an executive would refuse it */
function checkManifest({ file }: Manifest, image: Uint8Array): void {
  try {
    readProgramImage(image);
  } catch (error) {
    if (!(error instanceof ExecutiveError)) throw error;
    throw new Failure([fileError(file, error instanceof BadMessageError ? error.detail : error.message)]);
  }
}

/** A build from relative paths names sources from the first one's folder; a debugger has to know which that was. */
function withFolder(symbols: SymbolFile, folder: string): SymbolFile {
  const instructions = symbols.instructions.map((record) =>
    record.file === undefined || record.directory !== undefined || isAbsolute(record.file)
      ? record
      : { ...record, directory: folder },
  );
  return { ...symbols, instructions };
}
