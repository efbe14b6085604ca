/**
 * The live listing of a document: address, bytes, fields and source, line beside line, and facts about routines. An
 * extension of the protocol: `hsx/listing` (docs/language-server.md).
 */

import { instructionByOpcode } from '../isa/instructions';
import { targetOfWord } from '../toolchain/flow/control-flow';
import type { DocumentContext } from './context';
import { routineSummary } from './describe/routine';
import type { LineBytes } from './view/program-view';
import { LINES_PER_STEP } from './view/unit-layout';

export interface Listing {
  readonly text: string;
  /** The source line (from 0) of each line of the listing. */
  readonly lines: readonly number[];
}

/** Bytes per line of data; what goes beyond runs over several lines. */
const BYTES_PER_LINE = 8;
/** Code: a word, its fields and a target. Data: two words of four bytes and their text. Both fit half a window. */
const MADE_WIDTH = 29;
/** Lines that the data of one line takes at most: a large .zero is not worth thousands. */
const MAX_ROWS = 16;

const bytesText: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).toUpperCase().padStart(2, '0'),
);
const byte = (value: number): string => bytesText[value]!;
const half = (value: number): string => byte((value >>> 8) & 0xff) + byte(value & 0xff);
const word = (value: number): string => half(value >>> 16) + half(value);
const digit = (value: number): string => byte(value & 15).charAt(1);

interface Row {
  /** In code, or in data memory. */
  readonly address: number;
  /** Bytes and what they mean. */
  readonly made: string;
}

/** opcode, rd, rs1, rs2, immediate. */
const fieldsOf = (value: number): string =>
  `${byte(value >>> 24)} ${digit(value >>> 20)} ${digit(value >>> 16)} ${digit(value >>> 12)} ${half(value & 0xfff).slice(1)}`;

function codeRows({ address, bytes }: LineBytes): Row[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows: Row[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const value = view.getUint32(at);
    const place = address + at;
    const target = targetOfWord(place, value);
    const goesTo = target === undefined ? '' : ` >${half(target)}`;
    rows.push({ address: place, made: `${word(value)}  ${fieldsOf(value)}${goesTo}` });
    const isLong = instructionByOpcode(value >>> 24)?.size === 8;
    if (!isLong || at + 8 > bytes.length) continue;
    at += 4;
    rows.push({ address: place + 4, made: word(view.getUint32(at)) });
  }
  return rows;
}

function dataRows({ address, bytes }: LineBytes): Row[] {
  const rows: Row[] = [];
  const end = Math.min(bytes.length, MAX_ROWS * BYTES_PER_LINE);
  for (let at = 0; at < end; at += BYTES_PER_LINE) {
    let hexadecimal = '';
    let text = '';
    for (let index = at; index < Math.min(at + BYTES_PER_LINE, bytes.length); index++) {
      const value = bytes[index]!;
      hexadecimal += index === at + 4 ? ` ${byte(value)}` : byte(value);
      text += value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.';
    }
    rows.push({ address: address + at, made: `${hexadecimal.padEnd(2 * BYTES_PER_LINE + 1)}  ${text}` });
  }
  return rows;
}

const format = (address: string, made: string, source: string): string =>
  source === '' ? `${address}  ${made}`.trimEnd() : `${address}  ${made.padEnd(MADE_WIDTH)}  ${source}`;

const NOWHERE = '    ';

/** Facts about the routines that start in the document, by line. */
function* factsByLine({ path, program }: DocumentContext): Generator<void, ReadonlyMap<number, string>> {
  const facts = new Map<number, string>();
  for (const { name, place } of program.unitOf(path)?.assembly?.labels.values() ?? []) {
    const symbol = place.file === path ? program.lookUp(path, name) : undefined;
    if (!symbol || !program.isRoutine(symbol)) continue;
    yield* program.routineWork(path, [name]);
    const routine = program.routineFacts(symbol);
    if (routine) facts.set(place.line, routineSummary(routine));
  }
  return facts;
}

/**
 * Of the document as the program has it, made in steps; what is included several times is shown as it is the first time.
 */
export function* listing(context: DocumentContext): Generator<void, Listing> {
  const { path, lines, program } = context;
  const output: string[] = [];
  const origins: number[] = [];
  const add = (line: number, text: string): void => {
    output.push(text);
    origins.push(line);
  };
  const facts = yield* factsByLine(context);
  yield* program.layoutWork(path);
  for (let index = 0; index < lines.lineCount; index++) {
    if (index % LINES_PER_STEP === LINES_PER_STEP - 1) yield;
    const { text } = lines.lineAt(index)!;
    const source = text.includes('\t') ? text.replaceAll('\t', '    ') : text;
    const [made] = program.bytesAt(path, index);
    const rows = made && made.size > 0 ? (made.section === 'text' ? codeRows(made) : dataRows(made)) : [];
    const [first] = rows;
    if (first) add(index, format(half(first.address), first.made, source));
    else add(index, format(made ? half(made.address) : NOWHERE, facts.get(index) ?? '', source));
    for (let row = 1; row < rows.length; row++) add(index, format(half(rows[row]!.address), rows[row]!.made, ''));
    if (made && made.section === 'data' && made.size > MAX_ROWS * BYTES_PER_LINE) {
      add(index, format(NOWHERE, `... ${made.size} bytes`, ''));
    }
  }
  return { text: `${output.join('\n')}\n`, lines: origins };
}
