/** Relocation: addresses into code and data (toolchain spec 9, steps 7 and 8). */

import { type Place, startOf } from '../diagnostics';
import { hex } from '../hex';
import type { Relocation } from '../object';
import type { PlacedUnit, Program } from './program';

/** The sections of the image, filled unit by unit. */
export interface Sections {
  /** Unsigned instruction words. */
  readonly code: Uint32Array;
  readonly rodata: Uint8Array;
}

/** Of the 12 bits of an instruction: words back and ahead from a CALL, and the addresses of the others. */
export const MIN_FIELD = -2048;
export const MAX_SIGNED = 2047;
export const MAX_FIELD = 4095;

const codeTypes: ReadonlySet<string> = new Set(['imm12', 'imm32', 'jump', 'mem']);
/** Data types to their size in bytes. */
const dataSizes: ReadonlyMap<string, number> = new Map([
  ['data_byte', 1],
  ['data_half', 2],
  ['data_word', 4],
]);

export function copySections(program: Program): Sections {
  const code = new Uint32Array(program.codeLength / 4);
  const rodata = new Uint8Array(program.rodataLength);
  for (const { object, codeBase, dataBase } of program.units) {
    code.set(object.code, codeBase / 4);
    rodata.set(object.rodata, dataBase);
  }
  return { code, rodata };
}

export function checkImports(program: Program, candidates: ReadonlyMap<string, readonly string[]>): void {
  for (const unit of program.units) {
    for (const name of unit.object.imports) {
      if (program.globals.has(name)) continue;
      const place = unit.assembly?.places.imports.get(name) ?? startOf(unit.path);
      const message = unresolvedMessage(name, candidates.get(name) ?? []);
      program.reportIn(unit, 'import-unresolved', message, place, { grounds: { name } });
    }
  }
}

function unresolvedMessage(name: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return `No unit exports "${name}"; add the one that does.`;
  return `No unit exports "${name}"; several files do, add one of them: ${candidates.join(', ')}.`;
}

export function relocate(program: Program, sections: Sections): void {
  for (const unit of program.units) {
    unit.object.relocations.forEach((relocation, index) => {
      const place = unit.assembly?.places.references[index] ?? startOf(unit.path);
      applyRelocation(program, sections, unit, relocation, place);
    });
  }
}

function applyRelocation(
  program: Program,
  sections: Sections,
  unit: PlacedUnit,
  relocation: Relocation,
  place: Place,
): void {
  if (!isWellFormed(program, unit, relocation, place)) return;
  const { symbol: name, type } = relocation;
  const address = program.addressOf(unit, name);
  if (address === undefined) {
    // An unresolved import is reported once, at its declaration; a symbol in an unknown section likewise.
    if (unit.object.imports.includes(name) || unit.object.localSymbols.has(name)) return;
    const message = `"${name}" is defined nowhere; add the unit that exports it.`;
    program.reportIn(unit, 'reloc-unknown-symbol', message, place, { grounds: { name } });
    return;
  }
  const value = relocation.kind === 'off16' ? offsetOf(program, unit, name) : addressPart(relocation, address);
  if (value === undefined) {
    program.reportIn(unit, 'reloc-kind', `The relocation kind "${relocation.kind}" of "${name}" is unknown.`, place);
    return;
  }
  const size = dataSizes.get(type);
  if (size !== undefined) patchData(sections.rodata, unit.dataBase + relocation.place, value, size);
  else patchCode(program, sections.code, unit, relocation, value, place);
}

function isWellFormed(program: Program, unit: PlacedUnit, relocation: Relocation, place: Place): boolean {
  const { type, section, symbol } = relocation;
  const { code, rodata } = unit.object;
  if (section !== 'code' && section !== 'rodata') {
    program.reportIn(
      unit,
      'reloc-section',
      `The relocation of "${symbol}" is in the unknown section "${section}".`,
      place,
    );
    return false;
  }
  const size = section === 'code' ? 1 : dataSizes.get(type);
  if (size === undefined || (section === 'code' && !codeTypes.has(type))) {
    program.reportIn(
      unit,
      'reloc-type',
      `The relocation type "${type}" of "${symbol}" is unknown in ${section}.`,
      place,
    );
    return false;
  }
  const length = section === 'code' ? code.length : rodata.length;
  if (relocation.place < 0 || relocation.place + size > length) {
    const message = `The relocation of "${symbol}" lies outside its section (${relocation.place} of ${length}).`;
    program.reportIn(unit, 'reloc-index', message, place);
    return false;
  }
  return true;
}

/** Within the section of the unit that defines the name. */
const offsetOf = (program: Program, unit: PlacedUnit, name: string): number =>
  program.lookUp(unit, name)!.offset & 0xffff;

function addressPart({ kind }: Relocation, address: number): number | undefined {
  switch (kind) {
    case 'symbol':
      return address;
    case 'lo16':
      return address & 0xffff;
    case 'hi16':
      return Math.floor(address / 0x10000);
    default:
      return undefined;
  }
}

function patchData(rodata: Uint8Array, at: number, value: number, size: number): void {
  for (let byte = 0; byte < size; byte++) rodata[at + byte] = value >>> (8 * byte);
}

function patchCode(
  program: Program,
  code: Uint32Array,
  unit: PlacedUnit,
  relocation: Relocation,
  value: number,
  place: Place,
): void {
  const at = unit.codeBase / 4 + relocation.place;
  if (relocation.type === 'imm32') {
    code[at] = value;
    return;
  }
  const field = relocation.pcRelative ? callDistance(program, unit, relocation, value, 4 * at, place) : value;
  if (field === undefined) return;
  const limit = relocation.pcRelative ? MAX_SIGNED : MAX_FIELD;
  if (field < MIN_FIELD || field > limit) {
    const message = rangeMessage(relocation, value, field);
    program.reportIn(unit, 'reloc-range', message, place, { grounds: { name: relocation.symbol, relocation } });
    return;
  }
  if (field > MAX_SIGNED && relocation.type !== 'jump') {
    const message = `"${relocation.symbol}" is ${field} here, which the instruction reads as ${field - 4096}; use LDI32.`;
    program.reportIn(unit, 'reloc-sign', message, place);
  }
  code[at] = (code[at]! & ~0xfff) | (field & 0xfff);
}

function rangeMessage({ symbol, type, pcRelative }: Relocation, value: number, field: number): string {
  if (pcRelative) return `"${symbol}" is ${field} words away; CALL reaches -2048 to 2047. Place the units closer.`;
  const address = hex(value, 4);
  if (type === 'jump')
    return `"${symbol}" is at ${address}; jumps reach code below 0x1000. Place it further ahead, or CALL it.`;
  return `"${symbol}" is ${address}, which does not fit into 12 bits; load it with LDI32.`;
}

/** Words from the CALL to its target, or `undefined` after a report. */
function callDistance(
  program: Program,
  unit: PlacedUnit,
  { symbol }: Relocation,
  value: number,
  pc: number,
  place: Place,
): number | undefined {
  if ((value - pc) % 4 === 0) return (value - pc) / 4;
  program.reportIn(
    unit,
    'reloc-align',
    `"${symbol}" does not lie on an instruction; a CALL goes to a code label.`,
    place,
  );
  return undefined;
}
