/** Symbols of a task (executive-protocol spec 7.4). */

import { command, optional } from './command';
import { pid } from './common';
import { integer, type Reader, text, word } from './readers';

export interface SymbolsState {
  pid: number;
  loaded: boolean;
  path?: string;
  count?: number;
  error?: string;
}

/** `offset` in look-ups by address. */
export interface SymbolRecord {
  name: string;
  address: number;
  size: number | null;
  type: string | null;
  file: string | null;
  line: number | null;
  offset?: number;
}

export interface LineRecord {
  address: number;
  file: string | null;
  line: number;
}

const address = optional(integer({ text: (value) => `invalid address '${value}'` }));

/** What cannot be read as a number counts as absent. */
const lenientInteger: Reader<number | undefined> = (value, name) => {
  try {
    return integer()(value, name);
  } catch {
    return undefined;
  }
};

const operations = {
  info: [''],
  addr: ['lookup_addr'],
  name: ['lookup', 'lookup_name'],
  line: ['lookup_line'],
  load: ['set'],
};

const listTypes = { functions: [], variables: [], all: [''] };

export const symbols = {
  sym: command<
    | { symbols: SymbolsState }
    | { symbol: SymbolRecord | null; pid: number; address: number }
    | { symbol: SymbolRecord | null; pid: number; name: string }
    | { line: LineRecord | null; pid: number; address: number }
  >()(
    {
      pid,
      op: optional(word(operations, (op) => `unknown sym op '${op}'`)),
      address,
      name: optional(text),
      path: optional(text),
    },
    { locked: ({ op }) => op === 'load', observable: ({ op }) => op !== 'load' },
  ),
  /** Sorted by address; `count` is their number before `offset` and `limit` (1..256) apply. */
  symbols: command<{
    symbols: {
      pid: number;
      count: number;
      offset: number;
      limit: number | null;
      type: string;
      symbols: SymbolRecord[];
    };
  }>()(
    {
      pid,
      op: optional(word({ list: ['ls', ''] }, (op) => `unknown symbols op '${op}'`)),
      type: optional(
        word(listTypes, () => "symbols.list type must be 'functions', 'variables', or 'all'"),
        { aliases: ['kind'] },
      ),
      offset: optional(lenientInteger),
      limit: optional(lenientInteger, { aliases: ['count'] }),
    },
    { observable: true },
  ),
} as const;
