import { describe, expect, it } from 'vitest';
import { bitsOf, fits, interpret, readScalar, type ScalarType, scalarBytes } from './data-type';
import { formatScalar, quoted } from './format';
import { viewOf } from './label-view';

describe('formatScalar', () => {
  it.each<[ScalarType, number, string]>([
    ['word', 10, '0x0000000A (10)'],
    ['word', -2, '0xFFFFFFFE (-2)'],
    ['u32', 0xfffffffe, '0xFFFFFFFE (4294967294)'],
    ['u16', 300, '0x012C (300)'],
    ['i16', -1, '0xFFFF (-1)'],
    ['u8', 65, "0x41 (65 'A')"],
    ['u8', 7, '0x07 (7)'],
    ['f16', 1.5, '1.5 (0x3E00)'],
    ['f16', Number.POSITIVE_INFINITY, 'Infinity (0x7C00)'],
    ['bit', 1, '1'],
  ])('%s %d is %s', (type, value, text) => expect(formatScalar(type, value)).toBe(text));

  it('writes one radix when asked to', () => {
    expect(formatScalar('word', -2, 'hex')).toBe('0xFFFFFFFE');
    expect(formatScalar('word', -2, 'decimal')).toBe('-2');
    expect(formatScalar('u16', 0x1234, 'binary')).toBe('0b00010010_00110100');
    expect(formatScalar('u8', 8, 'octal')).toBe('0o10');
    expect(formatScalar('u8', 65, 'character')).toBe("'A'");
    expect(formatScalar('u8', 10, 'character')).toBe("'\\n'");
  });
});

describe('scalars in memory', () => {
  it.each<[ScalarType, number]>([
    ['u8', 200],
    ['i8', -100],
    ['u16', 60000],
    ['i16', -3],
    ['u32', 4000000000],
    ['i32', -5],
    ['f16', -0.5],
    ['word', -5],
  ])('%s keeps %d', (type, value) => {
    expect(readScalar(type, scalarBytes(type, value))).toBe(value);
    expect(interpret(type, bitsOf(type, value))).toBe(value);
  });

  it('is little endian and does not read past the end', () => {
    expect([...scalarBytes('u32', 0x01020304)]).toEqual([4, 3, 2, 1]);
    expect(readScalar('u32', new Uint8Array(3))).toBeUndefined();
  });

  it('knows what fits', () => {
    expect([fits('u8', 255), fits('u8', -128), fits('u8', 256), fits('word', 2 ** 32), fits('bit', 2)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('viewOf', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  it('goes by size, then by content', () => {
    expect(viewOf(new Uint8Array(2))).toEqual({ kind: 'scalar', type: 'u16' });
    expect(viewOf(new Uint8Array(4))).toEqual({ kind: 'scalar', type: 'word' });
    expect(viewOf(text('lamp on\0'))).toEqual({ kind: 'text', length: 7 });
    expect(viewOf(new Uint8Array(20))).toEqual({ kind: 'array', type: 'word', count: 5 });
    expect(viewOf(Uint8Array.of(1, 2, 3, 4, 5))).toEqual({ kind: 'array', type: 'u8', count: 5 });
    expect(viewOf(text('ab\0cd'))).toEqual({ kind: 'array', type: 'u8', count: 5 });
  });
});

it('quotes text as the source would write it', () => {
  expect(quoted(Uint8Array.of(72, 105, 34, 10, 1))).toBe('"Hi\\"\\n\\x01"');
});
