/** The symbol file of a linked program (toolchain spec 12.1 to 12.3). */

import { RODATA_BASE } from '../../isa/constants';
import { hex } from '../hex';
import type { JsonObject } from '../json/value';
import { compareText } from '../json/write';
import type { PlacedUnit, Program } from '../linking/program';
import type { MemoryRegion, SymbolFile, UnitSymbols } from './format';
import { symbolsFromDebug } from './from-debug';
import { SymbolNames } from './names';
import { callTargets, type ProgramFacts, sourceRoot, synthesizeSymbols } from './synthesize';

export interface LinkedImage {
  /** The words of the image. */
  readonly code: Uint32Array;
  readonly entry: number;
  /** Path of the image. */
  readonly output: string;
  readonly crc: number;
  readonly debug: ReadonlyMap<PlacedUnit, JsonObject>;
}

function memoryRegions({ codeLength, rodataLength }: Program): readonly MemoryRegion[] {
  return [
    { name: 'code', type: 'text', start: 0, end: codeLength - 1 },
    { name: 'rodata', type: 'data', start: RODATA_BASE, end: RODATA_BASE + rodataLength - 1 },
  ].filter(({ start, end }) => end >= start);
}

function labelTable(units: readonly UnitSymbols[]): Readonly<Record<string, readonly string[]>> {
  const table = new Map<number, string[]>();
  for (const { address, name } of units.flatMap(({ labels }) => labels)) {
    const names = table.get(address);
    if (names) names.push(name);
    else table.set(address, [name]);
  }
  return Object.fromEntries([...table].map(([address, names]) => [hex(address, 8), names.sort(compareText)]));
}

const byAddress = (a: { readonly address: number }, b: { readonly address: number }): number => a.address - b.address;

export function makeSymbols(program: Program, { code, entry, output, crc, debug }: LinkedImage): SymbolFile {
  const routines = new Set([...callTargets(program, code), entry]);
  const facts: ProgramFacts = {
    program,
    code,
    routines,
    names: new SymbolNames(program),
    root: sourceRoot(program),
  };
  const units = program.units.map((unit) => {
    const input = debug.get(unit);
    return input ? symbolsFromDebug(unit, input, code) : synthesizeSymbols(facts, unit);
  });
  return {
    version: 1,
    hxe_path: output,
    hxe_crc: crc,
    instructions: units.flatMap(({ instructions }) => instructions).sort((a, b) => a.pc - b.pc),
    memory_regions: memoryRegions(program),
    symbols: {
      functions: units.flatMap(({ functions }) => functions).sort(byAddress),
      variables: units.flatMap(({ variables }) => variables).sort(byAddress),
      locals: units.flatMap(({ locals }) => locals),
      labels: labelTable(units),
    },
  };
}
