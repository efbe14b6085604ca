/** Texts of a build, read ahead of assembling, because assembling does not wait. */

import type { FileReader } from '../../platform/files';
import { type AssembleOptions, type Assembly, assemble } from '../assemble';
import { includedNames, readClosure } from './closure';
import { ExportIndex, ownExports } from './export-index';
import { sourcesBelow } from './source-files';
import { isSourceName, type UnitSource } from './unit-source';

export class SourceCache implements UnitSource {
  private readonly texts = new Map<string, string | undefined>();
  private readonly failures = new Map<string, string>();

  constructor(private readonly reader: FileReader) {}

  /** The bytes of a file; `undefined` when it is missing or cannot be read, and then {@link failureOf} may say why. */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.reader.read(path);
    } catch (error) {
      this.failures.set(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async has(path: string): Promise<boolean> {
    return (await this.text(path)) !== undefined;
  }

  async text(path: string): Promise<string | undefined> {
    if (!this.texts.has(path)) {
      const bytes = await this.bytes(path);
      this.texts.set(path, bytes && new TextDecoder().decode(bytes));
    }
    return this.texts.get(path);
  }

  isSource(path: string): boolean {
    return isSourceName(path);
  }

  async assembly(path: string, options: AssembleOptions): Promise<Assembly> {
    await readClosure(path, options.includeFolders ?? [], async (file) => {
      const text = await this.text(file);
      return text === undefined ? undefined : includedNames(text);
    });
    return assemble(path, this.loaded, options);
  }

  async exportsBelow(root: string): Promise<ExportIndex> {
    return ExportIndex.of(await sourcesBelow(this.reader, root), (path) => this.exportsOf(path));
  }

  private async exportsOf(path: string): Promise<ReadonlySet<string>> {
    const text = await this.text(path);
    return text === undefined ? new Set() : ownExports(text);
  }

  /** What has been read, without waiting. */
  private readonly loaded = (path: string): string | undefined => this.texts.get(path);

  /** Why an existing file could not be read. */
  failureOf(path: string): string | undefined {
    return this.failures.get(path);
  }
}
