import { describe, expect, it } from 'vitest';
import { type JsonSyntaxError, readJson } from './read';
import { Float, toPlain } from './value';
import { compareText, formatFloat, writeCompact, writeIndented } from './write';

describe('readJson', () => {
  it('keeps floats, large integers, key order and places', () => {
    const node = readJson(' {"b": 1.0, "2": 12345678901234567890, "a": [1, null]} ');
    expect(node.value).toEqual(
      new Map<string, unknown>([
        ['b', new Float(1)],
        ['2', 12345678901234567890n],
        ['a', [1, null]],
      ]),
    );
    expect(node.members?.get('a')).toMatchObject({ start: 44, end: 53 });
  });

  it.each([
    ['{a:1}', 1],
    ['[1,]', 3],
    ['{"a":1} x', 8],
    ['"open', 0],
    ['', 0],
    ['NaN', 0],
    ['01', 1],
    ['0x10', 1],
    ['['.repeat(300), 256],
  ])('refuses %j at its place', (text, offset) => {
    expect(() => readJson(text)).toThrow(expect.objectContaining({ offset }) as JsonSyntaxError);
  });

  it('accepts what the options allow', () => {
    const places: number[][] = [];
    expect(readJson('[0x1F]', { onHexadecimal: (start, end) => places.push([start, end]) }).value).toEqual([31]);
    expect(places).toEqual([[1, 5]]);
    expect(toPlain(readJson('[-Infinity]', { nonFinite: true }).value)).toEqual([Number.NEGATIVE_INFINITY]);
  });
});

describe('writing', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0, '0.0'],
    [0.1, '0.1'],
    [1e20, '1e+20'],
    [1e16, '1e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [999999999999999.9, '999999999999999.9'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [-1e-7, '-1e-07'],
    [5e-324, '5e-324'],
  ])('writes the float %d as %s', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });

  it('writes compact text with sorted keys and ASCII only', () => {
    expect(writeCompact(readJson('{"b":[1,2.0],"a":"é\\u0001😀"}').value)).toBe(
      '{"a":"\\u00e9\\u0001\\ud83d\\ude00","b":[1,2.0]}',
    );
  });

  it('indents by two and keeps empty containers on one line', () => {
    expect(writeIndented(readJson('{"b":[],"a":{"c":1}}').value)).toBe('{\n  "b": [],\n  "a": {\n    "c": 1\n  }\n}');
  });

  it('sorts by code point', () => {
    expect(['\uffff', '😀', 'a'].sort(compareText)).toEqual(['a', '\uffff', '😀']);
  });
});
