/** Debug input of the compiler, `.dbg` (toolchain spec 11), and the units it belongs to (9, step 2). */

import { parse as parsePath } from 'pathe';
import { startOf } from '../diagnostics';
import { JsonSyntaxError, readJson } from '../json/read';
import { isObject, type JsonObject } from '../json/value';
import type { PlacedUnit, Program } from './program';

export interface DebugInput {
  readonly path: string;
  readonly text: string;
}

const stemOf = (path: string): string => parsePath(path).name;

function parseDebugInput(program: Program, { path, text }: DebugInput): JsonObject | undefined {
  try {
    const { value } = readJson(text, { nonFinite: true });
    if (isObject(value)) return value;
    program.report('debug-json', 'The debug input is no JSON object; compile the unit again.', startOf(path));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = `The debug input is no valid JSON (${error.message}); compile the unit again.`;
    program.report('debug-json', message, startOf(path));
  }
  return undefined;
}

/** Units to their debug input, paired by stem and, among equal stems, in order. */
export function matchDebugInputs(program: Program, inputs: readonly DebugInput[]): ReadonlyMap<PlacedUnit, JsonObject> {
  const matched = new Map<PlacedUnit, JsonObject>();
  for (const input of inputs) {
    const stem = stemOf(input.path);
    const unit = program.units.find((candidate) => stemOf(candidate.path) === stem && !matched.has(candidate));
    if (!unit) {
      program.report('debug-unmatched', `No unit is called "${stem}"; leave the file out.`, startOf(input.path));
      continue;
    }
    const content = parseDebugInput(program, input);
    if (content) matched.set(unit, content);
  }
  return matched;
}
