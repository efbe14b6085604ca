/** What a piece, or the part of it up to an inclusion, assembles to on its own. */

import { assembleLines } from '../assembly/lines';
import { type Section, Unit } from '../assembly/unit';
import { LineReader } from '../syntax/line-reader';
import type { DirectiveLine, Label, Token } from '../syntax/tree';
import type { Placement } from './placement';

/** What only the whole unit can judge: a label may be there twice, an export may come late. */
export type Declaration = { readonly line: number; readonly lineStart: number } & (
  | { readonly kind: 'label'; readonly label: Label; readonly section: Section; readonly offset: number }
  | { readonly kind: 'export'; readonly name: Token }
);

/** A unit that leaves declarations to whoever joins it with others. */
class FragmentUnit extends Unit {
  readonly declarations: Declaration[] = [];

  override defineLabel(label: Label): void {
    const { section, line, lineStart } = this;
    const offset = section === 'text' ? 4 * this.code.length : this.rodata.length;
    this.declarations.push({ kind: 'label', line, lineStart, label, section, offset });
  }

  override declareExport(name: Token): void {
    this.declarations.push({ kind: 'export', line: this.line, lineStart: this.lineStart, name });
  }
}

/** What comes in front of a fragment. */
export interface FragmentStart {
  readonly section: Section;
  /** Bytes. */
  readonly codeBase: number;
  /** Bytes. */
  readonly dataBase: number;
  readonly utf8Text: boolean;
  readonly wideServices: boolean;
}

export interface Fragment {
  readonly start: FragmentStart;
  /** Its lines count from the first one of the fragment, and its files have no name. */
  readonly unit: Unit;
  /** In their order; offsets count from the start of the fragment. */
  readonly declarations: readonly Declaration[];
  /** The inclusion that it ends with. */
  readonly inclusion: FragmentEnd | undefined;
  /** Where it stood last. */
  placement: Placement | undefined;
}

interface FragmentEnd {
  readonly directive: DirectiveLine;
  /** Of the directive, from the first one of the fragment. */
  readonly line: number;
  readonly lineStart: number;
  /** Offset in the text, and lines, behind the directive. */
  readonly next: number;
}

/** Assembles the text up to its first inclusion or its end. */
export function assembleFragment(text: string, start: FragmentStart): Fragment {
  const { section, codeBase, dataBase, utf8Text, wideServices } = start;
  const unit = new FragmentUnit(section, codeBase, dataBase, utf8Text, wideServices);
  const reader = new LineReader(text);
  const directive = assembleLines(unit, '', reader);
  const inclusion = directive && {
    directive,
    line: reader.index,
    lineStart: reader.start,
    next: reader.end,
  };
  return { start, unit, declarations: unit.declarations, inclusion, placement: undefined };
}

/** Whether a fragment is what its text assembles to after another start. */
export function holdsAfter(fragment: Fragment, start: FragmentStart): boolean {
  const { unit, start: known } = fragment;
  if (known.section !== start.section) return false;
  if (known.utf8Text !== start.utf8Text || known.wideServices !== start.wideServices) return false;
  return !unit.usesOffsets || (known.codeBase === start.codeBase && known.dataBase === start.dataBase);
}
