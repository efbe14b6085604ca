/** Diagnostics of an earlier state of a program, at the places where their lines are now. */

import type { Diagnostic, Range } from '../../toolchain/diagnostics';
import { LineShift } from '../../toolchain/incremental/line-shift';
import type { PiecedText } from '../../toolchain/incremental/pieced-text';

/** The texts of a program by their paths. */
export type Contents = ReadonlyMap<string, PiecedText>;

/** Those of lines that have changed are left out, and so are related places in such lines. */
export function movedDiagnostics(
  diagnostics: readonly Diagnostic[],
  before: Contents,
  after: Contents,
): readonly Diagnostic[] {
  const shifts = new Map<string, LineShift | undefined>();
  const shiftOf = (file: string): LineShift | undefined => {
    if (!shifts.has(file)) shifts.set(file, shiftBetween(before.get(file), after.get(file)));
    return shifts.get(file);
  };
  const moved = <Placed extends { readonly file: string; readonly range: Range }>(placed: Placed): Placed[] => {
    const shift = shiftOf(placed.file);
    if (!shift) return [placed];
    const { start, end } = placed.range;
    const [first, last] = [shift.lineOf(start.line), shift.lineOf(end.line)];
    if (first === undefined || last === undefined) return [];
    // The same object, by which others know it again.
    if (first === start.line && last === end.line) return [placed];
    return [{ ...placed, range: { start: { ...start, line: first }, end: { ...end, line: last } } }];
  };
  return diagnostics.flatMap((diagnostic) => {
    const [at] = moved(diagnostic);
    if (!at) return [];
    const related = at.related?.flatMap(moved);
    const isSame =
      related?.every((place, index) => place === at.related![index]) && related.length === at.related!.length;
    return [related && !isSame ? { ...at, related } : at];
  });
}

/** `undefined` when nothing has moved. */
function shiftBetween(before: PiecedText | undefined, after: PiecedText | undefined): LineShift | undefined {
  return before && after && before !== after ? LineShift.between(before, after) : undefined;
}
