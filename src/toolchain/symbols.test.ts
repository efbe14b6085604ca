import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble';
import { link } from './link';
import { readSymbols, symbolTableOf, writeSymbols } from './symbols';

const example = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

function symbolsOf(texts: Record<string, string>, units = Object.keys(texts)) {
  const assembled = units.map((path) => {
    const assembly = assemble(path, (name) => texts[name]);
    return { path, object: assembly.object, assembly };
  });
  return link(assembled, { output: 'demo.hxe' }).symbols!;
}

describe('symbols of an assembly program', () => {
  const files = {
    '/p/fib_frames.mvasm': example('fib_frames.mvasm'),
    '/p/lib/console.mvasm': example('lib/console.mvasm'),
  };
  const file = symbolsOf(files);
  const table = symbolTableOf(file);
  const lineOf = (path: keyof typeof files, text: string): number =>
    files[path].split('\n').findIndex((line) => line.trim().startsWith(text)) + 1;

  it('has a record with its source line for every instruction', () => {
    expect(table.instructionAt(0)).toEqual({
      pc: 0,
      sourceKind: 'source',
      line: lineOf('/p/fib_frames.mvasm', 'PUSH R7'),
      column: 5,
      function: 'fib_main',
      file: 'fib_frames.mvasm',
      directory: '/p',
    });
    // LDI32 has two words and one record.
    const fibText = lineOf('/p/fib_frames.mvasm', 'LDI32 R1, fib_text');
    expect(table.lineAt(20)).toMatchObject({ address: 20, line: fibText });
    expect(table.instructionAt(24)).toBeUndefined();
    expect(table.instructionAt(28)).toMatchObject({ line: fibText + 1 });
  });

  it('knows routines from exports, calls and the entry', () => {
    const unit = table.functions.filter(({ file: source }) => source === 'fib_frames.mvasm');
    expect(unit.map(({ name, address, size }) => [name, address, size])).toEqual([
      ['fib_main', 0, 52],
      ['fib', 52, 108],
    ]);
    expect(table.symbolAt(60, 'code')).toMatchObject({ symbol: { name: 'fib' }, offset: 8 });
  });

  it('knows variables with their sizes and private labels', () => {
    expect(table.symbolNamed('fib_text')).toMatchObject({ address: 0x4000, size: 11, type: 'variable' });
    expect(table.symbolAt(0x4003, 'data')).toMatchObject({ symbol: { name: 'fib_text' }, offset: 3 });
    expect(table.symbolNamed('fib_recurse')).toMatchObject({ address: 108, type: 'label' });
  });

  it('finds addresses by path, name and base name', () => {
    const line = lineOf('/p/fib_frames.mvasm', 'PUSH R7');
    for (const name of ['/p/fib_frames.mvasm', '/P/FIB_FRAMES.mvasm', 'fib_frames.mvasm', '\\p\\fib_frames.mvasm']) {
      expect(table.linesOf(name).get(line), name).toEqual([0]);
    }
    expect(table.linesOf('/elsewhere/fib_frames.mvasm').size).toBe(0);
    expect(table.linesOf('console.mvasm')).toEqual(table.linesOf('/p/lib/console.mvasm'));
    expect(table.linesOf('console.mvasm').size).toBeGreaterThan(10);
  });

  it('survives being written and read', () => {
    const read = readSymbols(writeSymbols(file));
    expect(read.symbols).toEqual(table.symbols);
    expect(read.labels).toEqual(table.labels);
    expect(read.instructions).toEqual(table.instructions);
  });

  it('puts the stem in front of private names that two units share, and follows includes', () => {
    const shared = symbolsOf(
      {
        'a.mvasm': '.entry m\nm:\nJMP loop\nloop:\nRET\n.include "x.inc"\n',
        'b.mvasm': 'loop:\nRET\n.data\nv:\n.word 1\nw:\n',
        'x.inc': 'deep:\nCALL deep\n',
      },
      ['a.mvasm', 'b.mvasm'],
    );
    expect(shared.symbols.labels).toEqual({
      '0x00000000': ['m'],
      '0x00000004': ['a.loop'],
      '0x00000008': ['deep'],
      '0x0000000C': ['b.loop'],
      '0x00004000': ['v'],
      '0x00004004': ['w'],
    });
    expect(shared.instructions[2]).toMatchObject({ pc: 8, file: 'x.inc', line: 2, function: 'deep' });
    expect(shared.symbols.variables.map(({ name, size, scope }) => [name, size, scope])).toEqual([
      ['v', 4, 'unit'],
      ['w', 0, 'unit'],
    ]);
  });
});

describe('readSymbols', () => {
  it.each(['', '[]', '5', '{'])('refuses %j', (text) => {
    expect(() => readSymbols(text)).toThrow(expect.objectContaining({ code: 'symbols-json' }));
  });

  it('passes over malformed members', () => {
    const table = readSymbols(
      '{"symbols": {"functions": 5, "labels": [1]}, "instructions": [1, {"pc": "x"}], "lines": 7}',
    );
    expect([table.symbols, table.labels, table.instructions, table.lines]).toEqual([[], [], [], []]);
  });

  it('takes as many symbols as there are', () => {
    const functions = Array.from({ length: 200_000 }, (_, address) => ({ name: `f${address}`, address }));
    expect(readSymbols(JSON.stringify({ symbols: { functions } })).functions).toHaveLength(200_000);
  });

  it('keeps code and data apart', () => {
    const table = readSymbols(
      '{"functions":[{"name":"f","address":16384,"size":8}],"variables":[{"name":"v","address":16384,"size":4}]}',
    );
    expect(table.symbolAt(16386, 'code')?.symbol.name).toBe('f');
    expect(table.symbolAt(16386, 'data')?.symbol.name).toBe('v');
    expect(table.symbolAt(16383, 'data')).toBeUndefined();
  });
});
