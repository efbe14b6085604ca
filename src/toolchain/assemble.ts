/** The assembler: a unit and its includes to an object (toolchain spec 3 to 8). */

import { dirname, isAbsolute, join, normalize, parse as parsePath } from 'pathe';
import { assembleDirective } from './assembly/directives';
import { finishUnit } from './assembly/finish';
import { assembleInstruction } from './assembly/instructions';
import { OrdinaryLines } from './assembly/ordinary-lines';
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
import { LineReader } from './syntax/line-reader';
import { parseLine } from './syntax/parse-line';
import { readPayloadParts } from './syntax/payload';
import type { DirectiveLine, Line, Span } from './syntax/tree';

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
/** Files that are open inside each other. */
const MAX_INCLUSION_DEPTH = 256;
/** Characters that inclusion may bring into a unit. */
const MAX_INCLUDED_LENGTH = 0x4000000;

/** The file that an inclusion names, relative to the file it stands in. */
export function includedPath(from: string, name: string): string {
  return isAbsolute(name) ? normalize(name) : join(dirname(from), name);
}

class Assembler {
  readonly unit = new Unit();
  private readonly texts = new Map<string, string | undefined>();
  private inclusions = 0;
  private includedLength = 0;
  private isFull = false;

  constructor(private readonly read: (path: string) => string | undefined) {}

  get files(): readonly string[] {
    return [...this.texts.keys()].filter((path) => this.texts.get(path) !== undefined);
  }

  textOf(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.read(path));
    return this.texts.get(path);
  }

  /**
   * Reads and assembles line by line, so that no tree of the whole file ever exists.
   * @param chain the files that are open, this one last
   */
  assembleFile(path: string, text: string, chain: readonly string[]): void {
    const { unit } = this;
    const reader = new LineReader(text);
    const ordinary = new OrdinaryLines(unit, path, text);
    for (;;) {
      ordinary.assemble(reader);
      if (!reader.advance()) break;
      const line = parseLine(text, reader.start, reader.codeEnd);
      if (line.kind === 'empty') continue;
      unit.moveTo(path, reader.index, reader.start);
      for (const problem of line.problems) {
        unit.report(problem.code, problem.message, problem, { severity: problem.severity });
      }
      this.assembleLine(path, line, reader, chain);
    }
  }

  private assembleLine(path: string, line: Line, reader: LineReader, chain: readonly string[]): void {
    const { unit } = this;
    if (line.kind === 'empty' || line.kind === 'payload') return;
    if (line.label) unit.defineLabel(line.label);
    if (line.kind === 'instruction') assembleInstruction(unit, line);
    else if (line.kind === 'directive') {
      const form = line.directive?.form;
      if (form === 'payload') assembleMetadata(unit, path, line, readPayloadParts(reader, line));
      else if (form === 'file') this.include(path, line, chain);
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
    const text = this.textOf(path);
    if (text === undefined) {
      unit.report('include-missing', `"${path}" does not exist; names are relative to the including file.`, operand);
    } else if (this.mayInclude(text, chain.length, operand)) {
      unit.noteInclusion(path, operand);
      this.assembleFile(path, text, [...chain, path]);
    }
  }

  /** Keeps inclusions that multiply from never coming to an end; reports that once. */
  private mayInclude(text: string, depth: number, where: Span): boolean {
    this.inclusions++;
    this.includedLength += text.length;
    const limit =
      depth > MAX_INCLUSION_DEPTH
        ? `${MAX_INCLUSION_DEPTH} files inside each other`
        : this.inclusions > MAX_INCLUSIONS
          ? `${MAX_INCLUSIONS} files`
          : this.includedLength > MAX_INCLUDED_LENGTH
            ? `${MAX_INCLUDED_LENGTH >> 20} MiB`
            : undefined;
    if (limit === undefined) return true;
    if (!this.isFull) this.unit.report('include-limit', `The unit includes more than ${limit}; include less.`, where);
    this.isFull = true;
    return false;
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
  const text = assembler.textOf(file);
  if (text !== undefined) assembler.assembleFile(file, text, [file]);
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
      entries: unit.entries,
      values: unit.values,
      commands: unit.commands,
      mailboxes: unit.mailboxes,
      alignment: unit.alignment,
    },
    files: assembler.files,
  };
}
