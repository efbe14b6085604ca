/** Types as a compiler writes them into a symbol file, and how the debugger looks at such data. */

import { type ScalarType, sizeOf } from '../executive/debug/expressions/data-type';
import type { DataShape } from '../executive/debug/expressions/resolve';

const scalars: Readonly<Record<string, ScalarType>> = {
  int: 'i32',
  long: 'i32',
  unsigned: 'u32',
  'unsigned int': 'u32',
  'unsigned long': 'u32',
  short: 'i16',
  'unsigned short': 'u16',
  char: 'u8',
  'unsigned char': 'u8',
  'signed char': 'i8',
  int32_t: 'i32',
  uint32_t: 'u32',
  int16_t: 'i16',
  uint16_t: 'u16',
  int8_t: 'i8',
  uint8_t: 'u8',
  bool: 'u8',
  _Bool: 'u8',
  float: 'f16',
  f16: 'f16',
  half: 'f16',
};

const qualifiers = /\b(?:const|volatile|static|register|extern)\b/g;

/** The scalar a type name stands for, a pointer being a word; `undefined` for lists and what is not known. */
export function scalarOfType(name: string | null): ScalarType | undefined {
  const plain = plainOf(name);
  return plain.endsWith('*') ? 'word' : Object.hasOwn(scalars, plain) ? scalars[plain] : undefined;
}

/**
 * By the name of the type where that is known, else by the size alone.
 * @param size bytes
 */
export function shapeOfType(name: string | null, size: number): DataShape {
  const element = plainOf(name).replace(/(?:\s*\[\d*\])+$/, '');
  const isList = element !== plainOf(name);
  if (isList && element === 'char') return { type: 'str', count: size };
  const type = scalarOfType(element) ?? (size === 4 ? 'word' : undefined);
  if (type === undefined) return { type: 'auto', count: size };
  return { type, count: Math.max(1, Math.floor(size / sizeOf(type))) };
}

const plainOf = (name: string | null): string => (name ?? '').replace(qualifiers, '').replace(/\s+/g, ' ').trim();
