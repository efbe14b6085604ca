/** The assembler for texts that are being edited: only what has changed is assembled again, then all is joined. */

import { normalize } from 'pathe';
import { type AssembleOptions, type Assembly, assembleUnit } from '../assembly/assembly';
import { Inclusions } from '../assembly/inclusion';
import { Unit } from '../assembly/unit';
import { append } from './append';
import { assembleFragment, type Fragment, type FragmentStart, holdsAfter } from './fragment';
import type { Piece } from './piece';
import type { PiecedText } from './pieced-text';

/**
 * The same as `assemble` of the same texts.
 * @param read the unit and the files it includes, `undefined` for missing ones
 */
export function assemblePieces(
  path: string,
  read: (path: string) => PiecedText | undefined,
  { includeFolders = [], utf8Text = false, wideServices = false }: AssembleOptions = {},
): Assembly {
  const unit = new Unit('text', 0, 0, utf8Text, wideServices);
  const inclusions = new Inclusions(unit, read, includeFolders);
  const assembleFile = (file: string, source: PiecedText, chain: readonly string[]): void => {
    unit.code.reserve(unit.code.length + wordsBefore(source));
    source.pieces.forEach((piece, index) => {
      assemblePiece(piece, source.firstLineOf(index), file, chain);
    });
  };
  const assemblePiece = (piece: Piece, firstLine: number, file: string, chain: readonly string[]): void => {
    let line = firstLine;
    let from = 0;
    for (let index = 0; ; index++) {
      const { section, codeOffset: codeBase, dataOffset: dataBase } = unit;
      const start = { section, codeBase, dataBase, utf8Text, wideServices };
      const fragment = fragmentOf(piece, index, from, start);
      append(unit, fragment, file, line);
      const { inclusion } = fragment;
      if (!inclusion) break;
      unit.moveTo(file, line + inclusion.line, inclusion.lineStart);
      const included = inclusions.resolve(file, inclusion.directive, chain);
      if (included) assembleFile(included.path, included.source, included.chain);
      line += inclusion.line;
      from += inclusion.next;
    }
  };
  return assembleUnit(normalize(path), unit, inclusions, assembleFile);
}

/** How many the pieces made when they were assembled last, so that they get room at once. */
function wordsBefore({ pieces }: PiecedText): number {
  let words = 0;
  for (const { fragments } of pieces) for (const { unit } of fragments) words += unit.code.length;
  return words;
}

/**
 * @param index how many inclusions of the piece come before it
 * @param from where in the piece it starts: behind the inclusion, at the break of its line
 */
function fragmentOf(piece: Piece, index: number, from: number, start: FragmentStart): Fragment {
  const known = piece.fragments[index];
  if (known && holdsAfter(known, start)) return known;
  const fragment = assembleFragment(piece.source.slice(from), start);
  piece.fragments[index] = fragment;
  return fragment;
}
