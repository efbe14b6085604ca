/** The parts of a symbol file as an executive keeps them (toolchain spec 12.4). Malformed members are passed over. */

import { compareNumbers } from './lookup';

export interface ProgramSymbol {
  readonly name: string;
  readonly address: number;
  /** Bytes; null: unknown. */
  readonly size: number | null;
  /** `function`, `variable`, or what the file says. */
  readonly type: string | null;
  /** `global`, `unit`, or what the file says. */
  readonly scope: string | null;
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
}

export interface LineEntry {
  readonly address: number;
  readonly file: string | null;
  /** Folder that `file` is relative to. */
  readonly directory: string | null;
  readonly line: number;
}

export interface InstructionEntry {
  readonly pc: number;
  /** `source`, or `compiler` for code to be skipped by source-level stepping. */
  readonly sourceKind: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly function: string | null;
  readonly file: string | null;
  readonly directory: string | null;
}

export type LocalPlace =
  | { readonly kind: 'stack'; readonly offset: number; readonly size?: number }
  | { readonly kind: 'register'; readonly name: string; readonly index: number }
  | { readonly kind: 'global'; readonly symbol?: string; readonly address?: number; readonly offset?: number }
  | { readonly kind: 'const'; readonly value: number };

/** Live while start <= pc < end; a missing bound is open. */
export interface LocalLocation {
  readonly start: number | null;
  readonly end: number | null;
  readonly location: LocalPlace;
}

export interface LocalEntry {
  readonly name: string;
  readonly function: string;
  readonly scope: string | null;
  readonly file: string | null;
  readonly directory: string | null;
  readonly line: number | null;
  readonly type: string | null;
  readonly size?: number;
  readonly locations: readonly LocalLocation[];
}

export interface LabelEntry {
  readonly name: string;
  readonly address: number;
}

export interface RegionEntry {
  readonly name: string;
  /** `text`, `data`, or what the file says. */
  readonly type: string;
  readonly start: number;
  /** Inclusive, not below `start`. */
  readonly end: number;
}

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const membersIn = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.filter(isMembers) : []);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A number without its fraction, or text in decimal or with 0x. */
function integerOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : null;
  if (typeof value !== 'string' || !/^\s*[+-]?(0x[\da-f]+|\d+)\s*$/i.test(value)) return null;
  const digits = value.trim();
  return digits.startsWith('-') ? 0 - Number(digits.slice(1)) : Number(digits.replace('+', ''));
}

/** As {@link integerOf}, decimal text only. */
function decimalOf(value: unknown): number | null {
  return typeof value === 'string' && /x/i.test(value) ? null : integerOf(value);
}

const addressKeys = ['address', 'addr', 'abs_addr', 'absolute', 'offset'];

function readSymbol(name: unknown, entry: Members, defaultType: string | null): readonly ProgramSymbol[] {
  if (typeof name !== 'string' || name === '') return [];
  const address = addressKeys
    .map((key) => entry[key])
    .find((value) => value !== 0 && value !== undefined && value !== null);
  return [
    {
      name,
      address: decimalOf(address) ?? 0,
      size: integerOf(entry['size']),
      type: textOf(entry['type']) ?? textOf(entry['kind']) ?? textOf(entry['section']) ?? defaultType,
      scope: textOf(entry['scope']),
      file: textOf(entry['file']) ?? textOf(entry['source']),
      line: integerOf(entry['line']),
    },
  ];
}

function readSymbolList(value: unknown, defaultType: string | null): readonly ProgramSymbol[] {
  return membersIn(value).flatMap((entry) => readSymbol(entry['name'] ?? entry['symbol'], entry, defaultType));
}

/** The table of label names lies among the symbols but is none (quirk `labels-symbol`). */
const LABELS_KEY = 'labels';

/** All symbols in the order of the file; later ones of the same name count. */
export function readSymbolEntries(root: Members): readonly ProgramSymbol[] {
  const { symbols } = root;
  const own = isMembers(symbols)
    ? [
        ...Object.entries(symbols).flatMap(([name, entry]) =>
          name !== LABELS_KEY && isMembers(entry) ? readSymbol(name, entry, null) : [],
        ),
        ...readSymbolList(symbols['functions'], 'function'),
        ...readSymbolList(symbols['variables'], 'variable'),
        ...readSymbolList(symbols['symbols'], null),
      ]
    : readSymbolList(symbols, null);
  return [...own, ...readSymbolList(root['functions'], 'function'), ...readSymbolList(root['variables'], 'variable')];
}

export function readLabelEntries(root: Members): readonly LabelEntry[] {
  const { symbols } = root;
  const table = isMembers(symbols) ? symbols[LABELS_KEY] : undefined;
  if (!isMembers(table)) return [];
  return Object.entries(table)
    .flatMap(([key, names]) => {
      const address = integerOf(key);
      if (address === null || !Array.isArray(names)) return [];
      return names.filter((name) => typeof name === 'string').map((name: string) => ({ name, address }));
    })
    .sort((a, b) => a.address - b.address);
}

/** Sorted by address; records without a usable address are left out. */
export function readInstructionEntries(root: Members): readonly InstructionEntry[] {
  return membersIn(root['instructions'])
    .flatMap((record) => {
      const pc = integerOf(record['pc']);
      if (pc === null) return [];
      return [
        {
          pc,
          sourceKind: textOf(record['source_kind'])?.toLowerCase() ?? null,
          line: integerOf(record['line']),
          column: integerOf(record['column']),
          function: textOf(record['function']),
          file: textOf(record['file']),
          directory: textOf(record['directory']),
        },
      ];
    })
    .sort(compareNumbers(({ pc }) => pc));
}

/** Regions of 16-bit addresses; all others are left out. */
export function readRegionEntries(root: Members): readonly RegionEntry[] {
  return membersIn(root['memory_regions']).flatMap((region) => {
    const [name, start, end] = [textOf(region['name']), integerOf(region['start']), integerOf(region['end'])];
    if (name === null || start === null || end === null || start < 0 || end < start || end > 0xffff) return [];
    return [{ name, type: textOf(region['type']) ?? 'data', start, end }];
  });
}

function readLineEntry(address: number | null, entry: Members): readonly LineEntry[] {
  const line = integerOf(entry['line']);
  if (address === null || line === null) return [];
  const file = textOf(entry['file']) ?? textOf(entry['source']);
  return [{ address, file, directory: textOf(entry['directory']), line }];
}

/** The line table of the file, or else the instructions that have a line; sorted by address. */
export function readLineEntries(root: Members, instructions: readonly InstructionEntry[]): readonly LineEntry[] {
  const table = ['lines', 'line_table', 'line_map'].map((key) => root[key]).find((value) => value !== undefined);
  const entries = (): readonly LineEntry[] => {
    if (isMembers(table)) {
      return Object.entries(table).flatMap(([address, entry]) =>
        isMembers(entry) ? readLineEntry(decimalOf(address), entry) : [],
      );
    }
    if (table !== undefined)
      return membersIn(table).flatMap((entry) => readLineEntry(decimalOf(entry['address']), entry));
    return instructions.flatMap(({ pc, file, directory, line }) =>
      line === null ? [] : [{ address: pc, file, directory, line }],
    );
  };
  return [...entries()].sort(compareNumbers(({ address }) => address));
}

function readLocalPlace(value: unknown): LocalPlace | undefined {
  if (!isMembers(value)) return undefined;
  const kind = textOf(value['kind'])?.toLowerCase() ?? 'stack';
  const offset = integerOf(value['offset']);
  const size = integerOf(value['size']);
  if (kind === 'stack') return { kind, offset: offset ?? 0, ...(size === null ? {} : { size }) };
  if (kind === 'const') return { kind, value: integerOf(value['value']) ?? 0 };
  if (kind === 'register') {
    const name = (textOf(value['name']) ?? textOf(value['register']) ?? '').toUpperCase();
    const index = /^R(\d|1[0-5])$/.exec(name)?.[1];
    return index === undefined ? undefined : { kind, name, index: Number(index) };
  }
  if (kind !== 'global') return undefined;
  const symbol = textOf(value['symbol']);
  const address = integerOf(value['address']);
  return {
    kind,
    ...(symbol === null ? {} : { symbol }),
    ...(address === null ? {} : { address }),
    ...(offset === null ? {} : { offset }),
  };
}

export function readLocalEntries(root: Members): readonly LocalEntry[] {
  const { symbols } = root;
  const list = (isMembers(symbols) ? symbols['locals'] : undefined) ?? root['locals'];
  return membersIn(list).flatMap((entry) => {
    const name = textOf(entry['name']);
    const owner = textOf(entry['function']);
    if (name === null || owner === null) return [];
    const size = integerOf(entry['size']);
    const locations = membersIn(entry['locations']).flatMap((range) => {
      const location = readLocalPlace(range['location']);
      return location ? [{ start: integerOf(range['start']), end: integerOf(range['end']), location }] : [];
    });
    return [
      {
        name,
        function: owner,
        scope: textOf(entry['scope']),
        file: textOf(entry['file']),
        directory: textOf(entry['directory']),
        line: integerOf(entry['line']),
        type: textOf(entry['type']),
        ...(size === null ? {} : { size }),
        locations,
      },
    ];
  });
}
