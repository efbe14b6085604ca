import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ProgramSymbol, readSymbols, type SymbolTable } from '../../src/toolchain/symbols';

interface Lookup {
  readonly op: 'addr' | 'name' | 'line' | 'list';
  readonly arg: number | string;
  readonly result: unknown;
}

interface SymbolCase {
  readonly name: string;
  readonly sym: unknown;
  readonly expect: {
    readonly count: number;
    readonly symbols: readonly { readonly name: string }[];
    readonly lines: readonly unknown[];
    readonly instructions: readonly unknown[];
    readonly locals: readonly unknown[];
    readonly lookups: readonly Lookup[];
  };
}

const url = new URL('../vectors/toolchain/sym-read.json', import.meta.url);
const cases: readonly SymbolCase[] = JSON.parse(readFileSync(url, 'utf8')).cases;

/** Quirk `labels-symbol`: the reference takes the table of labels for a symbol. */
const isLabelTable = (name: unknown): boolean => name === 'labels';

const lists = {
  functions: (table: SymbolTable) => table.functions,
  variables: (table: SymbolTable) => table.variables,
  all: ({ symbols }: SymbolTable) => [...symbols].sort((a, b) => a.address - b.address),
};

const pair = ({ name, address }: ProgramSymbol): readonly [string, number] => [name, address];

/** The reference keeps no scope. */
const asRead = ({ scope: _, ...symbol }: ProgramSymbol) => symbol;

function check(table: SymbolTable, { op, arg, result }: Lookup): void {
  if (op === 'addr') {
    const found = table.symbolAt(arg as number);
    expect(found ? { ...asRead(found.symbol), offset: found.offset } : null, `addr ${arg}`).toEqual(result);
  } else if (op === 'name') {
    const symbol = table.symbols.some(({ name }) => name === arg) ? table.symbolNamed(arg as string) : undefined;
    expect(symbol ? asRead(symbol) : null, `name ${arg}`).toEqual(isLabelTable(arg) ? null : result);
  } else if (op === 'line') {
    const line = table.lineAt(arg as number);
    expect(line ? { address: line.address, file: line.file, line: line.line } : null, `line ${arg}`).toEqual(result);
  } else {
    const names = lists[arg as keyof typeof lists](table).map(pair);
    expect(names, `list ${arg}`).toEqual((result as [string, number][]).filter(([name]) => !isLabelTable(name)));
  }
}

describe('sym-read', () => {
  it.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_, { sym, expect: expected }) => {
    const table = readSymbols(JSON.stringify(sym));
    const symbols = expected.symbols.filter(({ name }) => !isLabelTable(name));
    expect(table.symbols.map(asRead)).toEqual(symbols);
    expect(table.lines.map(({ address, file, line }) => ({ address, file, line }))).toEqual(expected.lines);
    const instructions = table.instructions.map(({ sourceKind, ...rest }) => ({ ...rest, source_kind: sourceKind }));
    expect(instructions).toEqual(expected.instructions);
    expect(table.locals).toEqual(expected.locals);
    for (const lookup of expected.lookups) check(table, lookup);
  });
});
