/** Where a build finds its units: a disk that is read once, or an editor that keeps them up to date. */

import type { AssembleOptions, Assembly } from '../assemble';
import type { ExportIndex } from './export-index';

/** Whether the name is that of a source: `.mvasm` or `.asm`. */
export const isSourceName = (path: string): boolean => /\.(mvasm|asm)$/i.test(path);

export interface UnitSource {
  /** The bytes of a file; `undefined` when it is missing or cannot be read, and then {@link failureOf} may say why. */
  bytes(path: string): Promise<Uint8Array | undefined>;
  text(path: string): Promise<string | undefined>;
  /** Whether there is a text to read; cheaper than the text of a file that is being edited. */
  has(path: string): Promise<boolean>;
  /** Whether the file is to be assembled. */
  isSource(path: string): boolean;
  /** Why an existing file could not be read. */
  failureOf(path: string): string | undefined;
  /** Assembles a source with what it includes. */
  assembly(path: string, options: AssembleOptions): Promise<Assembly>;
  /**
   * What the sources around a unit export.
   * @param root folder of the first unit
   */
  exportsBelow(root: string): Promise<ExportIndex>;
}
