/** Assembling the lines of a text one after the other. */

import { assembleMetadata } from '../metadata/declare';
import type { LineReader } from '../syntax/line-reader';
import { parseLine } from '../syntax/parse-line';
import { readPayloadParts } from '../syntax/payload';
import type { DirectiveLine, Line } from '../syntax/tree';
import { assembleDirective } from './directives';
import { assembleInstruction } from './instructions';
import { OrdinaryLines } from './ordinary-lines';
import type { Unit } from './unit';

/**
 * Assembles from the reader's next line on, so that no tree of the whole text ever exists, and stops at an inclusion:
 * what to do about that is the caller's business.
 * @returns the inclusion, on the reader's line; `undefined` at the end of the text
 */
export function assembleLines(unit: Unit, file: string, reader: LineReader): DirectiveLine | undefined {
  const { text } = reader;
  const ordinary = new OrdinaryLines(unit, file, text);
  for (;;) {
    ordinary.assemble(reader);
    if (!reader.advance()) return undefined;
    const line = parseLine(text, reader.start, reader.codeEnd);
    if (line.kind === 'empty') continue;
    unit.moveTo(file, reader.index, reader.start);
    for (const problem of line.problems) {
      unit.report(problem.code, problem.message, problem, { severity: problem.severity });
    }
    const inclusion = assembleLine(unit, file, line, reader);
    if (inclusion) return inclusion;
  }
}

function assembleLine(unit: Unit, file: string, line: Line, reader: LineReader): DirectiveLine | undefined {
  if (line.kind === 'empty' || line.kind === 'payload') return undefined;
  if (line.label) unit.defineLabel(line.label);
  if (line.kind === 'instruction') assembleInstruction(unit, line);
  else if (line.kind === 'directive') {
    const form = line.directive?.form;
    if (form === 'file') return line;
    if (form === 'payload') assembleMetadata(unit, file, line, readPayloadParts(reader, line));
    else assembleDirective(unit, line);
  }
  return undefined;
}
