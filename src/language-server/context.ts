/** What a request about a document may look at: its lines, and the program it belongs to. */

import type { Diagnostic, Place } from '../toolchain/diagnostics';
import type { ProgramView } from './view/program-view';
import type { Section, SourceLines } from './view/source-lines';
import { sectionAt } from './view/source-lines';

export interface DocumentContext {
  /** Normalized, with `/`. */
  readonly path: string;
  readonly lines: SourceLines;
  readonly program: ProgramView;
  /** Where inclusions are looked for that are not beside the document. */
  readonly includeFolders: readonly string[];
  /** Whether its program may call service modules from 0x10 on. */
  readonly wideServices: boolean;
  uriOf(path: string): string;
  /** What is told of the document. */
  findings(): readonly Diagnostic[];
  /** Works out what takes long of {@link findings}, in steps. */
  findingWork(): Generator<void>;
  /** Names that units around the program export, with their paths; where its units are all named, there are none. */
  exportsNearby(): Promise<ReadonlyMap<string, string>>;
}

/** The section in front of a line: where a file is included counts too. */
export function sectionOf({ path, lines, program }: DocumentContext, line: number): Section {
  const [bytes] = program.bytesAt(path, line);
  if (bytes) return bytes.section;
  return sectionAt(lines, line);
}

export const rangeOf = ({ line, start, end }: Omit<Place, 'file'>) => ({
  start: { line, character: start },
  end: { line, character: end },
});
