/** The result of assembling a unit. */

import { parse as parsePath } from 'pathe';
import type { Diagnostic, Place } from '../diagnostics';
import type { ObjectFile } from '../object';
import { finishUnit } from './finish';
import { type Inclusions, inclusionPaths, type Text } from './inclusion';
import type { Alignment, DeclaredEntry, EntryStatement, LabelDefinition, SourceLocation, Unit } from './unit';

/** Where the parts of the object stand in the source. */
export interface ObjectPlaces {
  /** One per relocation. */
  readonly references: readonly Place[];
  readonly imports: ReadonlyMap<string, Place>;
  readonly externs: ReadonlyMap<string, Place>;
  readonly exports: ReadonlyMap<string, Place>;
  readonly entries: readonly EntryStatement[];
  readonly values: readonly DeclaredEntry[];
  readonly commands: readonly DeclaredEntry[];
  readonly mailboxes: readonly DeclaredEntry[];
  /** The widest .align. */
  readonly alignment: Alignment | undefined;
}

/** What a unit's text alone does not say. */
export interface AssembleOptions {
  /** Folders in which inclusions are looked for, after the folder of the including file. */
  readonly includeFolders?: readonly string[] | undefined;
  /** Characters of strings become UTF-8, not one Latin-1 byte each (toolchain spec 18, `utf8-text`). */
  readonly utf8Text?: boolean | undefined;
  /** Service modules up to 255, in bits 15..8 of the SVC word (services spec 6.2); the reference calls another one then. */
  readonly wideServices?: boolean | undefined;
}

export interface Assembly {
  readonly path: string;
  /** File name without folder and suffix. */
  readonly stem: string;
  /** Complete also when there are errors, but then not fit for linking. */
  readonly object: ObjectFile;
  readonly diagnostics: readonly Diagnostic[];
  /** One per word of code. */
  readonly locations: readonly SourceLocation[];
  /** In order of definition. */
  readonly labels: ReadonlyMap<string, LabelDefinition>;
  readonly places: ObjectPlaces;
  /** The files it was made from, the unit first, each once. */
  readonly files: readonly string[];
  /** Where each file is named first by an inclusion, also those that cannot be inserted or are looked for in vain. */
  readonly inclusions: ReadonlyMap<string, Place>;
  /** Searched for inclusions, after the folder of the including file. */
  readonly includeFolders: readonly string[];
}

/**
 * Assembles a unit from its files. Every mistake is a diagnostic; nothing is thrown.
 * @param assembleFile assembles the content of a file, asking for what it includes
 */
export function assembleUnit<Source extends Text>(
  file: string,
  unit: Unit,
  inclusions: Inclusions<Source>,
  assembleFile: (path: string, source: Source, chain: readonly string[]) => void,
): Assembly {
  const source = inclusions.sourceOf(file);
  if (source !== undefined) assembleFile(file, source, [file]);
  else {
    unit.moveTo(file, 0, 0);
    unit.report('file-missing', `"${file}" does not exist; check the path.`, { start: 0, end: 0 });
  }
  const object = finishUnit(unit);
  let locations: readonly SourceLocation[] | undefined;
  return {
    path: file,
    stem: parsePath(file).name,
    object,
    diagnostics: unit.diagnostics,
    get locations() {
      locations ??= unit.locations();
      return locations;
    },
    labels: unit.labels,
    places: {
      references: unit.references,
      imports: unit.imports,
      externs: unit.externs,
      exports: unit.exports,
      entries: unit.entries,
      values: unit.values,
      commands: unit.commands,
      mailboxes: unit.mailboxes,
      alignment: unit.alignment,
    },
    files: inclusions.files,
    inclusions: inclusions.places,
    includeFolders: inclusions.folders,
  };
}

/** The file that an inclusion of the unit inserts; where it is expected when there is none. */
export function includedFile({ files, includeFolders }: Assembly, from: string, name: string): string {
  const paths = inclusionPaths(from, name, includeFolders);
  return paths.find((path) => files.includes(path)) ?? paths[0];
}
