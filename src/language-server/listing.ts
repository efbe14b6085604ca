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
import { decode } from '../toolchain/disassemble';
import { hex } from '../toolchain/hex';
import type { DocumentContext } from './context';
import type { LineBytes } from './view/program-view';

export interface Listing {
  readonly text: string;
  /** The source line (from 0) of each line of the listing. */
  readonly lines: readonly number[];
}

/** Bytes per line of data; what goes beyond runs over several lines. */
const BYTES_PER_LINE = 8;
/** Two words of four bytes. */
const BYTES_WIDTH = 2 * BYTES_PER_LINE + 1;
const FIELDS_WIDTH = 22;

const byte = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** In groups of four bytes. */
const bytesText = (bytes: Uint8Array): string =>
  Array.from(bytes, byte)
    .join('')
    .replaceAll(/.{8}(?=.)/g, '$& ');

interface Row {
  readonly address: string;
  readonly bytes: string;
  readonly fields: string;
}

function codeRows({ address, bytes }: LineBytes): Row[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows: Row[] = [];
  for (let at = 0; at < bytes.length; ) {
    const next = at + 8 <= bytes.length ? view.getUint32(at + 4) : undefined;
    const decoded = decode(view.getUint32(at), next, address + at);
    const words = bytesText(bytes.subarray(at, at + decoded.size));
    const { word, rd, rs1, rs2, rawImmediate } = decoded;
    const fields = `${byte(word >>> 24)} ${rd.toString(16)} ${rs1.toString(16)} ${rs2.toString(16)} ${rawImmediate.toString(16).padStart(3, '0')}`;
    const target = decoded.target === undefined ? '' : ` -> ${hex(decoded.target, 4)}`;
    rows.push({ address: hex(address + at, 4).slice(2), bytes: words, fields: `${fields.toUpperCase()}${target}` });
    at += decoded.size;
  }
  return rows;
}

function dataRows({ address, bytes }: LineBytes): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const part = bytes.subarray(at, at + BYTES_PER_LINE);
    const text = Array.from(part, (value) => (value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.')).join(
      '',
    );
    rows.push({ address: hex(address + at, 4).slice(2), bytes: bytesText(part), fields: text });
  }
  return rows;
}

const format = ({ address, bytes, fields }: Row, source: string): string =>
  `${address.padEnd(4)}  ${bytes.padEnd(BYTES_WIDTH)}  ${fields.padEnd(FIELDS_WIDTH)}  ${source}`.trimEnd();

const nothing: Row = { address: '', bytes: '', fields: '' };

/** Of the document as the program has it; what is included several times is shown as it is the first time. */
export function listing({ path, lines, program }: DocumentContext): Listing {
  const output: string[] = [];
  const origins: number[] = [];
  for (let index = 0; index < lines.lineCount; index++) {
    const source = lines.lineAt(index)!.text.replaceAll('\t', '    ');
    const [made] = program.bytesAt(path, index);
    const rows = made && made.size > 0 ? (made.section === 'text' ? codeRows(made) : dataRows(made)) : [];
    const label: Row = made ? { ...nothing, address: hex(made.address, 4).slice(2) } : nothing;
    output.push(format(rows[0] ?? label, source));
    origins.push(index);
    // A large .zero is not worth thousands of lines.
    for (const row of rows.slice(1, 16)) {
      output.push(format(row, ''));
      origins.push(index);
    }
    if (rows.length > 16) {
      output.push(format({ ...nothing, bytes: `... ${made!.size} bytes` }, ''));
      origins.push(index);
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
