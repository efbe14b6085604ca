/** What is known about the source of tasks that others have loaded: from symbol files, or from the source itself. */

import { basename } from 'pathe';
import type { TaskRecord } from '../executive/task-record';
import type { FileReader } from '../platform/files';
import { buildProgram } from '../toolchain/build';
import { readImage } from '../toolchain/image';
import { findPrograms } from '../toolchain/project/find';
import { type Input, programSymbols, readSymbolFile } from './build';
import type { ChosenTasks } from './chosen-tasks';
import { resolvePath } from './paths';
import type { KnownProgram } from './program';
import { ProgramSymbols } from './program-symbols';
import { RequestError } from './request-error';
import { type FolderPair, localPaths } from './source-map';

export interface SymbolSearch {
  /** Symbol files, sources, or images beside symbol files; an empty text stands for the default. */
  readonly symbols: readonly string[];
  /** Where they are named, `symbols` are for them in this order; else for those of the same name. */
  readonly chosen: ChosenTasks;
  readonly sourceMap: readonly FolderPair[];
}

export interface FoundProgram extends KnownProgram {
  /** The file that was read, or that should be there. */
  readonly symbolFile: string;
  /** What the user should know. */
  readonly notice?: string;
}

const isSource = (path: string): boolean => /\.(mvasm|asm|hxo)$/i.test(path);
const stem = (path: string): string => basename(path).replace(/\.[^.]*$/, '');
const besides = (path: string): string => path.replace(/\.[^./\\]*$/, '.sym');

export class FoundPrograms {
  private readonly localPath: (path: string) => string;

  /** @param folder what relative paths start from */
  constructor(
    private readonly files: FileReader,
    private readonly search: SymbolSearch,
    private readonly folder: string | undefined,
  ) {
    this.localPath = localPaths(search.sourceMap, folder);
  }

  /** @param code its code, to be compared with what a source makes */
  async of(record: TaskRecord, code: Uint8Array): Promise<FoundProgram> {
    const path = resolvePath(this.folder, this.localPath(record.program));
    const symbolFile = this.namedFor(record) ?? (await this.defaultFor(record, path));
    try {
      const input = await this.inputOf(symbolFile);
      const symbols = input ? await this.ofInput(symbolFile, input, code) : await this.ofTable(symbolFile);
      return { path: input?.units[0] ?? path, symbols, symbolFile };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const notice = `${record.app_name} has no symbols (${error.message}): showing its disassembly`;
      return { path, symbols: new ProgramSymbols(undefined, ''), symbolFile, notice };
    }
  }

  private async defaultFor({ symbols }: TaskRecord, path: string): Promise<string> {
    return (await this.inputOf(path)) ? path : this.localPath(symbols?.path ?? besides(path));
  }

  /** A source, or a program of hsx.json; `undefined` for other files. */
  private async inputOf(path: string): Promise<Input | undefined> {
    if (isSource(path)) return { units: [path], options: { findImports: true } };
    return (await findPrograms(path, this.files))?.programs[0];
  }

  private namedFor({ pid, program, app_name_base: name }: TaskRecord): string | undefined {
    const { symbols, chosen } = this.search;
    const { pids } = chosen;
    const named = pids
      ? symbols[pids.indexOf(pid)]
      : symbols.find((candidate) => stem(candidate) === stem(program) || stem(candidate) === name);
    if (!named) return undefined;
    const path = resolvePath(this.folder, named);
    return /\.hxe$/i.test(path) ? besides(path) : path;
  }

  /** @throws RequestError */
  private async ofTable(path: string): Promise<ProgramSymbols> {
    return programSymbols(await readSymbolFile(this.files, path), path, [], this.files, this.localPath);
  }

  /** @throws RequestError */
  private async ofInput(path: string, { units, options }: Input, code: Uint8Array): Promise<ProgramSymbols> {
    const [first] = units;
    if ((await this.files.read(first)) === undefined) throw new RequestError(`${first} does not exist`);
    const { image, symbols, sources } = await buildProgram(units, this.files, options);
    if (!image || !symbols) throw new RequestError(`${path} cannot be built`);
    if (!isSame(readImage(image).code, code)) throw new RequestError(`${path} is not what runs there`);
    return programSymbols(symbols, first, sources, this.files);
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
