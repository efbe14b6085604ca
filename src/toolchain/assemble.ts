/** The assembler: a unit and its includes to an object (toolchain spec 3 to 8). */

import { dirname, isAbsolute, join, normalize, parse as parsePath } from 'pathe';
import { assembleDirective } from './assembly/directives';
import { finishUnit } from './assembly/finish';
import { assembleInstruction } from './assembly/instructions';
import {
  type Alignment,
  type DeclaredEntry,
  type EntryStatement,
  type LabelDefinition,
  type SourceLocation,
  Unit,
} from './assembly/unit';
import type { Diagnostic, Place } from './diagnostics';
import { assembleMetadata } from './metadata/declare';
import type { ObjectFile } from './object';
import { parse } from './syntax/parse';
import type { DirectiveLine, Line } from './syntax/tree';

export type { EntryPlaces, LabelDefinition, SourceLocation } from './assembly/unit';

/** Where the parts of the object stand in the source. */
export interface ObjectPlaces {
  /** One per relocation. */
  readonly references: readonly Place[];
  readonly imports: ReadonlyMap<string, Place>;
  readonly entries: readonly EntryStatement[];
  readonly values: readonly DeclaredEntry[];
  readonly commands: readonly DeclaredEntry[];
  readonly mailboxes: readonly DeclaredEntry[];
  /** The widest .align. */
  readonly alignment: Alignment | undefined;
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
}

/** Inclusions per unit; every one counts, also of the same file. */
const MAX_INCLUSIONS = 4096;

/** The file that an inclusion names, relative to the file it stands in. */
export function includedPath(from: string, name: string): string {
  return isAbsolute(name) ? normalize(name) : join(dirname(from), name);
}

class Assembler {
  readonly unit = new Unit();
  private readonly parsed = new Map<string, readonly Line[] | undefined>();
  private inclusions = 0;

  constructor(private readonly read: (path: string) => string | undefined) {}

  get files(): readonly string[] {
    return [...this.parsed.keys()].filter((path) => this.parsed.get(path));
  }

  linesOf(path: string): readonly Line[] | undefined {
    if (!this.parsed.has(path)) {
      const text = this.read(path);
      this.parsed.set(path, text === undefined ? undefined : parse(text));
    }
    return this.parsed.get(path);
  }

  /** @param chain the files that are open, this one last */
  assembleFile(path: string, lines: readonly Line[], chain: readonly string[]): void {
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]!;
      if (line.kind === 'empty' && line.problems.length === 0) continue;
      this.unit.moveTo(path, index);
      for (const problem of line.problems) {
        this.unit.report(problem.code, problem.message, problem, { severity: problem.severity });
      }
      this.assembleLine(path, lines, index, chain);
    }
  }

  private assembleLine(path: string, lines: readonly Line[], index: number, chain: readonly string[]): void {
    const { unit } = this;
    const line = lines[index]!;
    if (line.kind === 'empty' || line.kind === 'payload') return;
    if (line.label) unit.defineLabel(line.label);
    if (line.kind === 'instruction') assembleInstruction(unit, line);
    else if (line.kind === 'directive') {
      const { directive } = line;
      if (directive?.form === 'payload') assembleMetadata(unit, path, lines, index, directive.name);
      else if (directive?.form === 'file') this.include(path, line, chain);
      else assembleDirective(unit, line);
    }
  }

  private include(from: string, line: DirectiveLine, chain: readonly string[]): void {
    const { unit } = this;
    const [operand] = line.operands;
    if (!operand || (operand.kind === 'string' && operand.value === '')) {
      unit.report('include-name', 'Name the file: .include "name".', line.word);
      return;
    }
    if (operand.kind !== 'string') return;
    const path = includedPath(from, operand.value);
    if (chain.includes(path)) {
      const message = `"${path}" includes itself: ${[...chain.slice(chain.indexOf(path)), path].join(' -> ')}.`;
      unit.report('include-recursion', message, operand);
      return;
    }
    const lines = this.linesOf(path);
    if (!lines) {
      unit.report('include-missing', `"${path}" does not exist; names are relative to the including file.`, operand);
    } else if (++this.inclusions > MAX_INCLUSIONS) {
      if (this.inclusions > MAX_INCLUSIONS + 1) return;
      unit.report('include-limit', `The unit includes more than ${MAX_INCLUSIONS} files; include less.`, operand);
    } else {
      this.assembleFile(path, lines, [...chain, path]);
    }
  }
}

/**
 * Assembles a unit. Every mistake is a diagnostic; nothing is thrown.
 * @param read the text of the unit and of the files it includes, `undefined` for missing ones
 */
export function assemble(path: string, read: (path: string) => string | undefined): Assembly {
  const assembler = new Assembler(read);
  const { unit } = assembler;
  const file = normalize(path);
  const lines = assembler.linesOf(file);
  if (lines) assembler.assembleFile(file, lines, [file]);
  else {
    unit.moveTo(file, 0);
    unit.report('file-missing', `"${file}" does not exist; check the path.`, { start: 0, end: 0 });
  }
  const object = finishUnit(unit);
  return {
    path: file,
    stem: parsePath(file).name,
    object,
    diagnostics: unit.diagnostics,
    locations: unit.locations,
    labels: unit.labels,
    places: {
      references: unit.references,
      imports: unit.imports,
      entries: unit.entries,
      values: unit.values,
      commands: unit.commands,
      mailboxes: unit.mailboxes,
      alignment: unit.alignment,
    },
    files: assembler.files,
  };
}
