/** How much code and data fit into a program (toolchain spec 9, step 11). */

import { MAX_CODE_SIZE } from '../../isa/constants';
import { type Place, startOf } from '../diagnostics';
import { MAX_DATA_SIZE } from '../image';
import type { PlacedUnit, Program } from './program';

/** Reported where the limit is passed. */
export function checkSizes(program: Program): void {
  const { units, codeLength, rodataLength } = program;
  const tooLong = units.find(({ codeBase, object }) => codeBase + 4 * object.code.length > MAX_CODE_SIZE);
  if (tooLong) {
    const message = `The program has ${codeLength} bytes of code; the limit of ${MAX_CODE_SIZE} is passed here.`;
    program.reportIn(tooLong, 'code-too-large', message, placeInCode(tooLong, MAX_CODE_SIZE - tooLong.codeBase));
  }
  const tooWide = units.find(({ dataBase, object }) => dataBase + object.rodata.length > MAX_DATA_SIZE);
  if (tooWide) {
    const message = `The program has ${rodataLength} bytes of data; the limit of ${MAX_DATA_SIZE} is passed here.`;
    program.reportIn(tooWide, 'rodata-too-large', message, placeInData(tooWide, MAX_DATA_SIZE - tooWide.dataBase));
  }
}

/** What a word of the unit is made from. */
function placeInCode({ assembly, path }: PlacedUnit, offset: number): Place {
  const location = assembly?.locations[offset / 4];
  if (!location) return startOf(path);
  const { file, line, column } = location;
  return { file, line: line - 1, start: column - 1, end: column - 1 };
}

/** The label that data of the unit comes behind. */
function placeInData({ assembly, path }: PlacedUnit, offset: number): Place {
  const labels = [...(assembly?.labels.values() ?? [])].filter(
    (label) => label.section === 'data' && label.offset <= offset,
  );
  const [first, ...others] = labels;
  if (!first) return startOf(path);
  return others.reduce((last, label) => (label.offset >= last.offset ? label : last), first).place;
}
