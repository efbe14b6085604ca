/** The assembler: a unit and its includes to an object (toolchain spec 3 to 8). */

import { normalize } from 'pathe';
import { type AssembleOptions, type Assembly, assembleUnit } from './assembly/assembly';
import { Inclusions } from './assembly/inclusion';
import { assembleLines } from './assembly/lines';
import { Unit } from './assembly/unit';
import { LineReader } from './syntax/line-reader';

export { type AssembleOptions, type Assembly, includedFile } from './assembly/assembly';
export { inclusionPaths } from './assembly/inclusion';
export type { EntryPlaces, LabelDefinition, SourceLocation } from './assembly/unit';

/**
 * Assembles a unit. Every mistake is a diagnostic; nothing is thrown.
 * @param read the text of the unit and of the files it includes, `undefined` for missing ones
 */
export function assemble(
  path: string,
  read: (path: string) => string | undefined,
  { includeFolders = [], utf8Text, wideServices }: AssembleOptions = {},
): Assembly {
  const unit = new Unit('text', 0, 0, utf8Text, wideServices);
  const inclusions = new Inclusions(unit, read, includeFolders);
  const assembleFile = (file: string, text: string, chain: readonly string[]): void => {
    const reader = new LineReader(text);
    for (let line = assembleLines(unit, file, reader); line; line = assembleLines(unit, file, reader)) {
      const included = inclusions.resolve(file, line, chain);
      if (included) assembleFile(included.path, included.source, included.chain);
    }
  };
  return assembleUnit(normalize(path), unit, inclusions, assembleFile);
}
