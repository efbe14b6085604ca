/**
 * What the linker finds for certain while units have errors: what holds as long as the lines with errors make nothing, and
 * is hardly undone by mending them. Units without errors keep their findings while a line of another one is typed.
 */

import type { Diagnostic } from '../diagnostics';
import { hasErrors } from '../diagnostics';
import type { LinkedProgram } from '../link';
import type { PlacedUnit } from '../linking/program';

/** A line that inclusions may be lost in, however it is misspelt: nobody knows what names it would bring. */
const MAYBE_INCLUSION = /^\s*\.|include|["'<]/i;

export class CertainFindings {
  private readonly broken: readonly PlacedUnit[];
  private readonly brokenFiles: ReadonlySet<string>;
  private isOpaque: boolean | undefined;

  /**
   * @param isComplete whether all units could be read
   * @param lineOf the text of a line, from 0, of a source of the program
   */
  constructor(
    private readonly linked: LinkedProgram,
    private readonly isComplete: boolean,
    private readonly lineOf: (file: string, line: number) => string,
  ) {
    this.broken = linked.program.units.filter(({ assembly }) => assembly && hasErrors(assembly.diagnostics));
    this.brokenFiles = new Set(this.broken.flatMap(({ assembly }) => assembly?.files ?? []));
  }

  get all(): readonly Diagnostic[] {
    return this.linked.program.diagnostics.filter((finding) => this.isCertain(finding));
  }

  private isCertain(finding: Diagnostic): boolean {
    if (this.brokenFiles.has(finding.file)) return false;
    switch (finding.code) {
      case 'symbol-duplicate':
      case 'metadata-duplicate':
        return !finding.related?.some(({ file }) => this.brokenFiles.has(file));
      case 'import-unresolved':
        return this.isMissing(this.importAt(finding));
      case 'reloc-unknown-symbol':
        return this.isMissing(this.referenceAt(finding)?.name);
      // Lines with errors make nothing, so that mending them only moves code further away.
      case 'reloc-range': {
        const target = this.referenceAt(finding);
        const unit = target && this.linked.program.lookUp(target.unit, target.name)?.unit;
        return unit !== undefined && !this.broken.includes(unit);
      }
      default:
        return false;
    }
  }

  private unitsOf({ file }: Diagnostic): readonly PlacedUnit[] {
    return this.linked.program.units.filter(({ assembly }) => assembly?.files.includes(file));
  }

  private importAt(finding: Diagnostic): string | undefined {
    for (const { assembly } of this.unitsOf(finding)) {
      for (const [name, place] of assembly!.places.imports) if (isAt(finding, place)) return name;
    }
    return undefined;
  }

  private referenceAt(finding: Diagnostic): { readonly unit: PlacedUnit; readonly name: string } | undefined {
    for (const unit of this.unitsOf(finding)) {
      const index = unit.assembly!.places.references.findIndex((place) => isAt(finding, place));
      const relocation = unit.object.relocations[index];
      if (relocation) return { unit, name: relocation.symbol };
    }
    return undefined;
  }

  /** Whether no unit with errors may have been about to define a name. */
  private isMissing(name: string | undefined): boolean {
    if (name === undefined || !this.isComplete) return false;
    this.isOpaque ??= this.broken.some(({ assembly }) =>
      assembly!.diagnostics.some(
        ({ severity, file, range }) =>
          severity === 'error' && MAYBE_INCLUSION.test(this.lineOf(file, range.start.line)),
      ),
    );
    if (this.isOpaque) return false;
    return !this.broken.some(({ assembly }) => {
      const { exports, externs } = assembly!.places;
      return assembly!.labels.has(name) || exports.has(name) || externs.has(name);
    });
  }
}

const isAt = (
  { file, range: { start } }: Diagnostic,
  place: { readonly file: string; readonly line: number; readonly start: number },
): boolean => place.file === file && place.line === start.line && place.start === start.character;
