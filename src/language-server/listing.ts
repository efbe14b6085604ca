/**
 * The live listing of a document: address, bytes, fields and source, line beside line. An extension of the protocol:
 * `hsx/listing` and `hsx/memoryMap` (docs/language-server.md).
 */

import { basename } from 'pathe';
import {
  MAX_CODE_SIZE,
  MEMORY_SIZE,
  REGISTER_BANK_BASE,
  REGISTER_BANK_SIZE,
  RODATA_BASE,
  STACK_SIZE,
  STACK_TOP,
} from '../isa/constants';
import { instructionByOpcode } from '../isa/instructions';
import { targetOfWord } from '../toolchain/flow/control-flow';
import type { DocumentContext } from './context';
import type { LineBytes } from './view/program-view';

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

/** Of the document as the program has it; what is included several times is shown as it is the first time. */
export function listing({ path, lines, program }: DocumentContext): Listing {
  const output: string[] = [];
  const origins: number[] = [];
  const add = (line: number, text: string): void => {
    output.push(text);
    origins.push(line);
  };
  for (let index = 0; index < lines.lineCount; index++) {
    const { text } = lines.lineAt(index)!;
    const source = text.includes('\t') ? text.replaceAll('\t', '    ') : text;
    const [made] = program.bytesAt(path, index);
    const rows = made && made.size > 0 ? (made.section === 'text' ? codeRows(made) : dataRows(made)) : [];
    const [first] = rows;
    if (first) add(index, format(half(first.address), first.made, source));
    else add(index, format(made ? half(made.address) : NOWHERE, '', source));
    for (let row = 1; row < rows.length; row++) add(index, format(half(rows[row]!.address), rows[row]!.made, ''));
    if (made && made.section === 'data' && made.size > MAX_ROWS * BYTES_PER_LINE) {
      add(index, format(NOWHERE, `... ${made.size} bytes`, ''));
    }
  }
  return { text: `${output.join('\n')}\n`, lines: origins };
}

export interface MemoryRegion {
  readonly name: string;
  readonly kind: 'code' | 'data' | 'registers' | 'stack' | 'free';
  /** First and last byte + 1. */
  readonly start: number;
  readonly end: number;
  /** Where it is defined, for labels. */
  readonly location?: { readonly uri: string; readonly line: number };
}

export interface MemoryMap {
  readonly program: string;
  readonly codeLength: number;
  readonly codeLimit: number;
  readonly dataLength: number;
  readonly dataLimit: number;
  readonly memorySize: number;
  readonly units: readonly string[];
  readonly code: readonly MemoryRegion[];
  readonly memory: readonly MemoryRegion[];
}

/** What lies where, in code and in the data memory of the first task. */
export function memoryMap(context: DocumentContext): MemoryMap {
  const { program } = context;
  const { codeLength, rodataLength } = program.program;
  const dataEnd = RODATA_BASE + rodataLength;
  const region = (name: string, kind: MemoryRegion['kind'], start: number, end: number): MemoryRegion => ({
    name,
    kind,
    start,
    end,
  });
  return {
    program: basename(program.units[0]?.path ?? context.path),
    codeLength,
    codeLimit: MAX_CODE_SIZE,
    dataLength: rodataLength,
    dataLimit: MEMORY_SIZE - RODATA_BASE,
    memorySize: MEMORY_SIZE,
    units: program.units.map(({ path }) => basename(path)),
    code: labelRegions(context, 'text'),
    memory: [
      region('register bank', 'registers', REGISTER_BANK_BASE, REGISTER_BANK_BASE + REGISTER_BANK_SIZE),
      ...labelRegions(context, 'data'),
      region('free', 'free', dataEnd, Math.max(STACK_TOP - STACK_SIZE, dataEnd)),
      region('stack', 'stack', STACK_TOP - STACK_SIZE, STACK_TOP),
    ],
  };
}

/** From each label to the next one, in order of addresses; labels at one address share a region. */
function labelRegions(context: DocumentContext, section: 'text' | 'data'): MemoryRegion[] {
  const { program } = context;
  const regions: MemoryRegion[] = [];
  for (const unit of program.units) {
    const base = section === 'text' ? unit.codeBase : RODATA_BASE + unit.dataBase;
    const length = section === 'text' ? 4 * unit.object.code.length : unit.object.rodata.length;
    const labels = [...unit.object.localSymbols].filter(([, symbol]) => symbol.section === section);
    const starts = new Map<number, string[]>();
    for (const [name, { offset }] of labels) starts.set(offset, [...(starts.get(offset) ?? []), name]);
    if (length > 0 && !starts.has(0)) starts.set(0, [basename(unit.path)]);
    const offsets = [...starts.keys()].sort((a, b) => a - b);
    offsets.forEach((offset, index) => {
      const names = starts.get(offset)!;
      const place = unit.assembly?.labels.get(names[0]!)?.place;
      const end = offsets[index + 1] ?? length;
      if (end <= offset) return;
      const kind = section === 'text' ? 'code' : 'data';
      const location = place && { uri: context.uriOf(place.file), line: place.line };
      const where = { name: names.join(', '), kind, start: base + offset, end: base + end } as const;
      regions.push(location ? { ...where, location } : where);
    });
  }
  return regions;
}
