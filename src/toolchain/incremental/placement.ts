/** What a fragment refers to and defines, moved to where it stands in a unit. */

import type { LabelDefinition } from '../assembly/unit';
import type { Place } from '../diagnostics';
import type { Relocation } from '../object';
import type { Fragment } from './fragment';

/** Where a fragment stands. */
interface Position {
  readonly file: string;
  /** That it starts with, from 0. */
  readonly line: number;
  /** Bytes of code in front of it. */
  readonly codeBase: number;
  /** Bytes of data in front of it. */
  readonly dataBase: number;
}

export interface Placement extends Position {
  readonly relocations: readonly Relocation[];
  /** One per relocation. */
  readonly references: readonly Place[];
  /** One per declaration; `undefined` for an export and for what is no name. */
  readonly labels: readonly (LabelDefinition | undefined)[];
}

export function movedPlace({ file, line: first }: Pick<Position, 'file' | 'line'>, place: Place): Place {
  const { line, start, end } = place;
  return { file, line: first + line, start, end };
}

/** Kept with the fragment: after most edits nearly all fragments stand where they stood. */
export function placementOf(fragment: Fragment, position: Position): Placement {
  const { placement } = fragment;
  if (placement && isSame(placement, position)) return placement;
  const made = place(fragment, position);
  fragment.placement = made;
  return made;
}

const isSame = (a: Position, b: Position): boolean =>
  a.line === b.line && a.codeBase === b.codeBase && a.dataBase === b.dataBase && a.file === b.file;

function place({ unit, declarations }: Fragment, position: Position): Placement {
  const { file, line, codeBase, dataBase } = position;
  const words = codeBase / 4;
  return {
    file,
    line,
    codeBase,
    dataBase,
    relocations: unit.relocations.map(({ type, section, place: at, symbol, kind, pcRelative }) => {
      const base = section === 'code' ? words : dataBase;
      return { type, section, place: base + at, symbol, kind, pcRelative };
    }),
    references: unit.references.map((each) => movedPlace(position, each)),
    labels: declarations.map((declaration) => {
      if (declaration.kind !== 'label' || !declaration.label.valid) return undefined;
      const { label, section, offset, line: labelLine, lineStart } = declaration;
      const { text: name, start, end } = label;
      const at = { file, line: line + labelLine, start: start - lineStart, end: end - lineStart };
      return { name, section, offset: offset + (section === 'text' ? codeBase : dataBase), place: at };
    }),
  };
}
