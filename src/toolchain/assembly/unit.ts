/** A unit while it is being assembled: sections, names, references and diagnostics (toolchain spec 4, 5). */

import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticOptions,
  diagnosticAt,
  type Place,
  type RelatedPlace,
  relatedAt,
} from '../diagnostics';
import type { JsonValue } from '../json/value';
import type { Relocation } from '../object';
import { portabilityMessage } from '../syntax/extensions';
import type { Label, Operand, Span, SymbolForm, Token } from '../syntax/tree';
import { ByteBuffer } from './bytes';
import { inclusionChain } from './inclusion';
import { NameTable } from './names';
import { WordBuffer } from './words';

export type Section = 'text' | 'data';

export interface SourceLocation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units: where the instruction starts. */
  readonly column: number;
}

export interface LabelDefinition {
  readonly name: string;
  readonly section: Section;
  /** Bytes from the start of the unit's section. */
  readonly offset: number;
  readonly place: Place;
}

/** Where a metadata entry stands, and its members by the keys they have in the object file. */
export interface EntryPlaces {
  readonly entry: Place;
  readonly members: ReadonlyMap<string, Place>;
}

export interface DeclaredEntry {
  readonly value: JsonValue;
  readonly places: EntryPlaces;
}

export type EntryStatement = { readonly place: Place } & (
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'symbol'; readonly name: string }
);

export interface Alignment {
  readonly value: number;
  readonly place: Place;
}

/** Per unit; a file that is no source at all has something wrong in every line. */
const MAX_DIAGNOSTICS = 10_000;

export class Unit {
  readonly diagnostics: Diagnostic[] = [];
  readonly code = new WordBuffer();
  readonly rodata = new ByteBuffer();
  readonly names = new NameTable();
  readonly labels = new Map<string, LabelDefinition>();
  readonly exports = new Map<string, Place>();
  readonly externs = new Map<string, Place>();
  readonly imports = new Map<string, Place>();
  readonly relocations: Relocation[] = [];
  /** One per relocation. */
  readonly references: Place[] = [];
  readonly entries: EntryStatement[] = [];
  readonly values: DeclaredEntry[] = [];
  readonly commands: DeclaredEntry[] = [];
  readonly mailboxes: DeclaredEntry[] = [];
  /** The widest one. */
  alignment: Alignment | undefined;
  /** Whether anything so far depends on where in its section it stands. */
  usesOffsets = false;

  /** Errors have been left out. */
  private full = false;
  /** Files to the place where they are included for the first time. */
  private readonly inclusions = new Map<string, Place>();
  private file = '';
  /** The file of the last word. */
  private wordFile: string | undefined;
  protected line = 0;
  protected lineStart = 0;
  /** Which words come from which file: runs, each up to the next one's first word. */
  private readonly runs: { readonly file: string; readonly first: number }[] = [];

  /**
   * @param section that the text starts in
   * @param codeBase bytes of code in front of this text, when it is a part of a unit
   * @param dataBase bytes of data in front of it
   * @param utf8Text whether strings become UTF-8
   * @param wideServices whether service modules go up to 255
   */
  constructor(
    public section: Section = 'text',
    readonly codeBase = 0,
    readonly dataBase = 0,
    readonly utf8Text = false,
    readonly wideServices = false,
  ) {}

  /**
   * From here on statements stand at this line.
   * @param line from 0
   * @param lineStart the offset that spans of this line have at its first column
   */
  moveTo(file: string, line: number, lineStart: number): void {
    this.file = file;
    this.line = line;
    this.lineStart = lineStart;
  }

  placeOf({ start, end }: Span): Place {
    return { file: this.file, line: this.line, start: start - this.lineStart, end: end - this.lineStart };
  }

  /** One per word of `code`. */
  locations(): readonly SourceLocation[] {
    const { code, runs } = this;
    const locations: SourceLocation[] = [];
    runs.forEach(({ file }, run) => {
      const end = runs[run + 1]?.first ?? code.length;
      for (let word = locations.length; word < end; word++) {
        locations.push({ file, line: code.lineOf(word) + 1, column: code.columnOf(word) + 1 });
      }
    });
    return locations;
  }

  noteInclusion(file: string, where: Span): void {
    if (!this.inclusions.has(file)) this.inclusions.set(file, this.placeOf(where));
  }

  /** How a file comes into the unit, from itself outwards; empty for the unit's own. */
  inclusionsOf(file: string): readonly RelatedPlace[] {
    return inclusionChain(this.inclusions, file, undefined);
  }

  report(code: DiagnosticCode, message: string, where: Span, options?: DiagnosticOptions): void {
    this.reportAt(code, message, this.placeOf(where), options);
  }

  reportAt(code: DiagnosticCode, message: string, place: Place, options?: DiagnosticOptions): void {
    const related = [...(options?.related ?? []), ...this.inclusionsOf(place.file)];
    this.add(diagnosticAt(place, code, message, { ...options, related }));
  }

  /** Takes a finding as it is. */
  add(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < MAX_DIAGNOSTICS) this.diagnostics.push(diagnostic);
    else if (diagnostic.severity === 'error' && !this.full) {
      this.full = true;
      const rest = `There are more than ${MAX_DIAGNOSTICS} problems; mend the ones listed, then the others will be.`;
      const { file, range, severity } = diagnostic;
      this.diagnostics.push({ code: 'diagnostics-limit', severity, message: rest, file, range });
    }
  }

  /** Bytes of code so far. */
  get codeOffset(): number {
    return this.codeBase + 4 * this.code.length;
  }

  /** Bytes of data so far. */
  get dataOffset(): number {
    return this.dataBase + this.rodata.length;
  }

  /** @param start of what the word is made from, as spans of this line have it */
  emitWord(word: number, start: number): void {
    if (this.file !== this.wordFile) {
      this.wordFile = this.file;
      this.runs.push({ file: this.file, first: this.code.length });
    }
    this.code.push(word, this.line, start - this.lineStart);
  }

  /** Takes back the references to symbols from the given one on. */
  dropReferences(count: number): void {
    this.relocations.length = count;
    this.references.length = count;
  }

  /** Adds the words of another unit, whose lines count from `line` of the file. */
  appendWords(other: Unit, file: string, line: number): void {
    if (other.code.length === 0) return;
    if (file !== this.wordFile) {
      this.wordFile = file;
      this.runs.push({ file, first: this.code.length });
    }
    this.code.append(other.code, line);
  }

  defineLabel(label: Label): void {
    if (!label.valid) return;
    const { section } = this;
    const offset = section === 'text' ? this.codeOffset : this.dataOffset;
    this.addLabel({ name: label.text, section, offset, place: this.placeOf(label) });
  }

  /** The first label of a name counts. */
  addLabel(label: LabelDefinition): void {
    const { name, place } = label;
    const first = this.labels.get(name);
    if (!first) {
      this.labels.set(name, label);
      return;
    }
    const related = [relatedAt(first.place, 'first defined here')];
    this.reportAt('label-duplicate', `The label "${name}" is already defined; rename one of them.`, place, { related });
  }

  /** Notes an export; the first one of a name counts. */
  declareExport(name: Token): void {
    if (!this.exports.has(name.text)) this.exports.set(name.text, this.placeOf(name));
    if (this.labels.has(name.text)) this.report('not-portable', portabilityMessage('late-export'), name);
  }

  private refer(relocation: Relocation, where: Span): void {
    this.relocations.push(relocation);
    this.references.push(this.placeOf(where));
  }

  /** @param index of the word to patch */
  referFromCode(type: string, index: number, symbol: SymbolReference, pcRelative = false): void {
    this.refer({ type, section: 'code', place: index, symbol: symbol.name, kind: symbol.form, pcRelative }, symbol);
  }

  /** @param offset of the bytes to patch */
  referFromData(type: string, offset: number, symbol: SymbolReference): void {
    const { name, form } = symbol;
    this.refer({ type, section: 'rodata', place: offset, symbol: name, kind: form, pcRelative: false }, symbol);
  }

  /**
   * The operand as reference to a symbol; a register name counts as symbol where registers have no place. `undefined`
   * when it is none; a bad name inside parentheses is reported and gives `invalid`.
   */
  symbolReference(operand: Operand): SymbolReference | 'invalid' | undefined {
    if (operand.kind === 'register') {
      return { name: operand.text, form: 'symbol', start: operand.start, end: operand.end };
    }
    if (operand.kind !== 'symbol') return undefined;
    const { name, form, valid, start, end } = operand;
    if (valid) return { name, form, start, end };
    this.report('symbol-invalid', `"${name}" is no symbol name; ${form}( ) takes one name and nothing else.`, operand);
    return 'invalid';
  }
}

export interface SymbolReference extends Span {
  readonly name: string;
  readonly form: SymbolForm;
}
