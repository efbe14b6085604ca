/** What is known about the source of tasks that others have loaded: from symbol files, or from the source itself. */

import { basename } from 'pathe';
import type { TaskRecord } from '../executive/task-record';
import type { FileReader } from '../platform/files';
import { buildProgram } from '../toolchain/build';
import { readImage } from '../toolchain/image';
import { programSymbols, readSymbolFile } from './build';
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
    const path = this.localPath(record.program);
    const named = this.namedFor(record);
    const symbolFile = named ?? (isSource(path) ? path : this.localPath(record.symbols?.path ?? besides(path)));
    try {
      const symbols = isSource(symbolFile) ? await this.ofSource(symbolFile, code) : await this.ofTable(symbolFile);
      return { path: isSource(symbolFile) ? symbolFile : path, symbols, symbolFile };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const notice = `${record.app_name} has no symbols (${error.message}): showing its disassembly`;
      return { path, symbols: new ProgramSymbols(undefined, ''), symbolFile, notice };
    }
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
  private async ofSource(path: string, code: Uint8Array): Promise<ProgramSymbols> {
    if ((await this.files.read(path)) === undefined) throw new RequestError(`${path} does not exist`);
    const { image, symbols, sources } = await buildProgram([path], this.files, { findImports: true });
    if (!image || !symbols) throw new RequestError(`${path} cannot be built`);
    if (!isSame(readImage(image).code, code)) throw new RequestError(`${path} is not what runs there`);
    return programSymbols(symbols, path, sources, this.files);
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
