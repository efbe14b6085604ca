/** Local variables by name, and where they are at the moment (executive-protocol spec 8.1). */

import { FRAME_POINTER } from '../../isa/constants';
import type { LocalEntry, LocalPlace, SymbolTable } from '../../toolchain/symbols';
import { ExecutiveError } from '../errors';
import type { Task } from '../task';

/** `name`, `function::name` or `name@function`. @throws ExecutiveError when a part is missing */
function parseName(text: string): { name: string; owner: string | undefined } {
  if (text === '') throw new ExecutiveError('local expression must name a variable');
  const [owner, name] = text.includes('::')
    ? [text.slice(0, text.indexOf('::')), text.slice(text.indexOf('::') + 2)]
    : text.includes('@')
      ? [text.slice(text.indexOf('@') + 1), text.slice(0, text.indexOf('@'))]
      : [undefined, text];
  if (name.trim() === '') throw new ExecutiveError('local expression missing variable name');
  return { name: name.trim(), owner: owner?.trim() || undefined };
}

/** The function at `pc`, by the record of the instruction or else the nearest symbol. */
function functionAt(symbols: SymbolTable, pc: number): string {
  const name = symbols.instructionAt(pc)?.function ?? symbols.symbolAt(pc, 'code')?.symbol.name;
  if (name === undefined) throw new ExecutiveError('unable to determine current function for local lookup');
  return name;
}

/** Whether any of the places of a local counts at `pc`. */
const placeAt = (local: LocalEntry, pc: number): LocalPlace | undefined =>
  local.locations.find(({ start, end }) => (start ?? 0) <= pc && pc < (end ?? Number.POSITIVE_INFINITY))?.location;

export interface LocalVariable {
  readonly owner: string;
  readonly name: string;
  /** Bytes, where the symbols tell. */
  readonly size: number | undefined;
  readonly places: readonly LocalEntry[];
}

/** @throws ExecutiveError when there is no such local, or it does not live at the task's pc */
export function findLocal(symbols: SymbolTable, text: string, task: Task): LocalVariable {
  const { name, owner = functionAt(symbols, task.processor.pc) } = parseName(text);
  const locals = symbols.locals.filter((local) => local.function === owner);
  if (locals.length === 0) throw new ExecutiveError(`function '${owner}' has no local metadata`);
  const places = locals.filter((local) => local.name === name);
  const variable = { owner, name, size: places.find(({ size }) => size !== undefined)?.size, places };
  if (!locate(variable, symbols, task)) {
    throw new ExecutiveError(`local '${name}' is not live in function '${owner}' at current PC`);
  }
  return variable;
}

/** Where a local is: in memory, in a register, or a constant. */
export type Located =
  | { readonly kind: 'memory'; readonly address: number; readonly text: string; readonly size?: number }
  | { readonly kind: 'register'; readonly index: number; readonly text: string }
  | { readonly kind: 'const'; readonly value: number; readonly text: 'const' };

const signedHex = (value: number): string => `${value < 0 ? '-' : '+'}0x${Math.abs(value).toString(16).toUpperCase()}`;

/** `undefined` while it does not live. */
export function locate({ places }: LocalVariable, symbols: SymbolTable, task: Task): Located | undefined {
  const place = places.map((local) => placeAt(local, task.processor.pc)).find((found) => found !== undefined);
  switch (place?.kind) {
    case undefined:
      return undefined;
    case 'const':
      return { kind: 'const', value: place.value, text: 'const' };
    case 'register':
      return { kind: 'register', index: place.index, text: place.name };
    case 'stack': {
      const address = (task.processor.registers[FRAME_POINTER]! + place.offset) & 0xffff;
      const { offset: by, size } = place;
      return { kind: 'memory', address, text: `fp${signedHex(by)}`, ...(size !== undefined && { size }) };
    }
    case 'global': {
      const { symbol, address, offset = 0 } = place;
      const base = symbol === undefined ? address : (symbols.symbolNamed(symbol)?.address ?? address);
      if (base === undefined) return undefined;
      const at = (base + offset) & 0xffff;
      return { kind: 'memory', address: at, text: symbol ?? `0x${at.toString(16).toUpperCase().padStart(4, '0')}` };
    }
  }
}
