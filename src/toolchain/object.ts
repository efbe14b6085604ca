/** Object files `.hxo` (toolchain spec 8): reading and writing. */

import { RODATA_BASE } from '../isa/constants';
import { ToolchainError } from './diagnostics';
import { JsonSyntaxError, readJson } from './json/read';
import { isList, isObject, type JsonObject, type JsonValue } from './json/value';
import { compareText, writeIndented } from './json/write';

export interface ObjectSymbol {
  /** `text` or `data`; what a foreign object says is checked by the linker. */
  readonly section: string;
  /** Bytes from the start of the unit's section. */
  readonly offset: number;
}

export interface Relocation {
  /** In code `imm12`, `imm32`, `jump`, `mem`; in data `data_word`, `data_half`, `data_byte`. */
  readonly type: string;
  readonly section: string;
  /** In code: index of the word to patch. In data: byte offset. */
  readonly place: number;
  readonly symbol: string;
  /** `symbol`, `lo16`, `hi16` or `off16`. */
  readonly kind: string;
  /** Only on CALL. */
  readonly pcRelative: boolean;
}

/** Lists of entries as they were declared; only objects made by hand hold anything else. */
export interface ObjectMetadata {
  readonly values?: JsonValue;
  readonly commands?: JsonValue;
  readonly mailboxes?: JsonValue;
}

export interface ObjectFile {
  /** Byte offset in this unit's code; for a data label 0x4000 + offset. */
  readonly entry: number;
  readonly entrySymbol: string | undefined;
  /** Unsigned instruction words. */
  readonly code: Uint32Array;
  readonly rodata: Uint8Array;
  /** Sorted. */
  readonly externs: readonly string[];
  /** Sorted. */
  readonly imports: readonly string[];
  readonly relocations: readonly Relocation[];
  /** Exports, in order of definition. */
  readonly symbols: ReadonlyMap<string, ObjectSymbol>;
  /** All labels, in order of definition. */
  readonly localSymbols: ReadonlyMap<string, ObjectSymbol>;
  readonly metadata: ObjectMetadata;
}

const VERSION = 1;

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function symbolTable(symbols: ReadonlyMap<string, ObjectSymbol>, withAddress: boolean): JsonObject {
  const table: JsonObject = new Map();
  for (const [name, { section, offset }] of symbols) {
    const entry: JsonObject = new Map<string, JsonValue>([
      ['section', section],
      ['offset', offset],
    ]);
    if (withAddress) entry.set('abs_addr', section === 'data' ? RODATA_BASE + offset : offset);
    table.set(name, entry);
  }
  return table;
}

function relocationRecord({ type, section, place, symbol, kind, pcRelative }: Relocation): JsonObject {
  const record: JsonObject = new Map<string, JsonValue>([
    ['type', type],
    [section === 'code' ? 'index' : 'offset', place],
    ['symbol', symbol],
    ['kind', kind],
    ['section', section],
  ]);
  if (pcRelative) record.set('pc_relative', true);
  return record;
}

/** The text of the file, byte for byte as the reference writes it. */
export function writeObject(object: ObjectFile): string {
  const file: JsonObject = new Map<string, JsonValue>([
    ['version', VERSION],
    ['entry', object.entry],
    ['entry_symbol', object.entrySymbol ?? null],
    ['code', [...object.code]],
    ['rodata', toHex(object.rodata)],
    ['externs', object.externs],
    ['imports', object.imports],
    ['relocs', object.relocations.map(relocationRecord)],
    ['symbols', symbolTable(object.symbols, false)],
    ['local_symbols', symbolTable(object.localSymbols, true)],
  ]);
  const metadata = Object.entries(object.metadata) as [string, JsonValue][];
  if (metadata.length > 0) file.set('metadata', new Map(metadata));
  return `${writeIndented(file)}\n`;
}

function malformed(what: string): never {
  throw new ToolchainError('object-json', `The object is malformed: ${what}. Assemble the unit again.`);
}

function integerMember(object: JsonObject, key: string): number {
  const value = object.get(key) ?? 0;
  return typeof value === 'number' ? value : malformed(`"${key}" is no integer`);
}

function stringMember(object: JsonObject, key: string): string {
  const value = object.get(key) ?? '';
  return typeof value === 'string' ? value : malformed(`"${key}" is no text`);
}

function listMember(object: JsonObject, key: string): readonly JsonValue[] {
  const value = object.get(key) ?? [];
  return isList(value) ? value : malformed(`"${key}" is no list`);
}

function objectMember(object: JsonObject, key: string): JsonObject {
  const value = object.get(key) ?? new Map<string, JsonValue>();
  return isObject(value) ? value : malformed(`"${key}" is no object`);
}

function readCode(object: JsonObject): Uint32Array {
  return Uint32Array.from(listMember(object, 'code'), (word) =>
    typeof word === 'number' ? word : malformed('"code" holds something that is no instruction word'),
  );
}

function readRodata(object: JsonObject): Uint8Array {
  const hex = stringMember(object, 'rodata');
  if (hex.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(hex)) {
    throw new ToolchainError(
      'object-rodata',
      'The data of the object is no hexadecimal text. Assemble the unit again.',
    );
  }
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.substr(2 * index, 2), 16));
}

function readNames(object: JsonObject, key: string): readonly string[] {
  return listMember(object, key)
    .map((name) => (typeof name === 'string' ? name : malformed(`"${key}" holds something that is no name`)))
    .sort(compareText);
}

function readSymbolTable(object: JsonObject, key: string): ReadonlyMap<string, ObjectSymbol> {
  const table = new Map<string, ObjectSymbol>();
  for (const [name, symbol] of objectMember(object, key)) {
    if (!isObject(symbol)) malformed(`the symbol "${name}" is no object`);
    table.set(name, { section: stringMember(symbol, 'section'), offset: integerMember(symbol, 'offset') });
  }
  return table;
}

function readRelocation(value: JsonValue): Relocation {
  if (!isObject(value)) malformed('a relocation is no object');
  const section = stringMember(value, 'section');
  return {
    type: stringMember(value, 'type'),
    section,
    place: integerMember(value, section === 'code' ? 'index' : 'offset'),
    symbol: stringMember(value, 'symbol'),
    kind: value.has('kind') ? stringMember(value, 'kind') : 'symbol',
    pcRelative: value.get('pc_relative') === true,
  };
}

function readMetadata(object: JsonObject): ObjectMetadata {
  const metadata: { -readonly [Key in keyof ObjectMetadata]: ObjectMetadata[Key] } = {};
  const member = objectMember(object, 'metadata');
  for (const key of ['values', 'commands', 'mailboxes'] as const) {
    const value = member.get(key);
    if (value !== undefined && value !== null) metadata[key] = value;
  }
  return metadata;
}

/**
 * Missing keys count as empty, unknown ones are ignored, and so is the version.
 * @throws ToolchainError object-json, object-rodata
 */
export function readObject(text: string): ObjectFile {
  const file = parseObject(text);
  const entrySymbol = stringMember(file, 'entry_symbol');
  return {
    entry: integerMember(file, 'entry'),
    entrySymbol: entrySymbol === '' ? undefined : entrySymbol,
    code: readCode(file),
    rodata: readRodata(file),
    externs: readNames(file, 'externs'),
    imports: readNames(file, 'imports'),
    relocations: listMember(file, 'relocs').map(readRelocation),
    symbols: readSymbolTable(file, 'symbols'),
    localSymbols: readSymbolTable(file, 'local_symbols'),
    metadata: readMetadata(file),
  };
}

function parseObject(text: string): JsonObject {
  try {
    const { value } = readJson(text, { nonFinite: true });
    return isObject(value) ? value : malformed('it is no JSON object');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    malformed(`it is no valid JSON (${error.message})`);
  }
}
