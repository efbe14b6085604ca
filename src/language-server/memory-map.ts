/** What lies where in code and data memory. An extension of the protocol: `hsx/memoryMap` (docs/language-server.md). */

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
import type { DocumentContext } from './context';

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
