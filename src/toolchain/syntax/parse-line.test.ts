import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse';
import { parseLine } from './parse-line';
import type { Line, Operand } from './tree';

const operandsOf = (line: Line): readonly Operand[] =>
  line.kind === 'instruction' || line.kind === 'directive' ? line.operands : [];

/** Kind and text of each operand; the text must be what stands at its columns. */
function check(text: string): readonly string[] {
  const line = parseLine(text);
  return operandsOf(line).map((operand) => {
    if (operand.text !== '') expect(text.slice(operand.start, operand.end)).toBe(operand.text);
    return `${operand.kind} ${operand.text}`.trimEnd();
  });
}

const problemsOf = (text: string) =>
  parseLine(text).problems.map(({ code, start, end }) => [code, text.slice(start, end)]);

describe('parseLine', () => {
  it('tells lines apart', () => {
    const kinds = ['', '  ; comment', 'a:', ' .data', 'RET', 'a: RET', '.unknown 1'].map(
      (text) => parseLine(text).kind,
    );
    expect(kinds).toEqual(['empty', 'empty', 'label', 'directive', 'instruction', 'instruction', 'directive']);
  });

  it('finds the mnemonic in any case, and the comment', () => {
    expect(parseLine('\tadd R1 R2 R3 ; sum')).toMatchObject({
      kind: 'instruction',
      mnemonic: { text: 'add', start: 1, end: 4 },
      instruction: { mnemonic: 'ADD' },
      codeEnd: 14,
    });
  });

  it.each([
    ['ADD R1, R2 r15', ['register R1', 'register R2', 'register r15']],
    ['ADD R1, R2,', ['register R1', 'register R2', 'invalid']],
    ['MOV R16, R01', ['symbol R16', 'symbol R01']],
    ['LDI R1, -1_000', ['register R1', 'number -1_000']],
    ['LDI R1, 1__0', ['register R1', 'invalid 1__0']],
    ["LDI R1, ';'", ['register R1', "number ';'"]],
    ["LDI R1, '''", ['register R1', "number '''"]],
    ["LDI R1, '\\'", ['register R1', "number '\\'"]],
    ["LDI R1, '\\''", ['register R1', "number '\\''"]],
    ['LD R1, [R7+-4]', ['register R1', 'memory [R7+-4]']],
    ['LD R1, [ R7 + x ]', ['register R1', 'memory [ R7 + x ]']],
    ['LD R1, [R7+4', ['register R1', 'invalid [R7+4']],
    ['SVC MOD=5, fn = 2', ['field MOD=5', 'field fn = 2']],
    ['LDI32 R1, lo16(x)', ['register R1', 'symbol lo16(x)']],
    ['.byte 1, "a, b" , \'c\'', ['number 1', 'string "a, b"', "number 'c'"]],
    ['.word lo16( x ), y', ['symbol lo16( x )', 'symbol y']],
    ['.include name more', ['string name']],
    ['.asciz "a;b" ; c', ['string "a;b"']],
  ])('reads the operands of %s', (text, operands) => {
    expect(check(text)).toEqual(operands);
  });

  it.each([
    ['LDI R1, -0x10', [['not-portable', '-0x10']]],
    ['LD R1, [R2-4]', [['not-portable', '[R2-4]']]],
    ['a b:', [['label-invalid', 'a b']]],
    ['.byte "abc', [['string-unterminated', '"abc']]],
    ['.byte 1,,2', [['data-item-empty', '']]],
    ['.ascii "a" "b"', [['string-invalid', ' "b"']]],
    ['.ascii "\\x4"', [['string-escape', '\\x4']]],
  ])('reports on %s', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('never fails and never points outside the line', () => {
    const pieces = fc.constantFrom(
      '.byte',
      '.value',
      '.include',
      'LD',
      'SVC',
      'R1',
      '[',
      ']',
      '+',
      '-',
      '"',
      "'",
      '\\',
      ',',
      ' ',
      ';',
      ':',
      '=',
      '0x',
      '1',
      'é',
      '(',
      'lo16(',
      '{',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const line = parseLine(text);
        for (const { start, end } of [...line.problems, ...operandsOf(line)]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(Math.max(text.length, 1));
        }
      }),
    );
  });
});

describe('parse', () => {
  it('splits at LF, CR LF and CR and drops a byte-order mark', () => {
    expect(parse('\ufeffRET\r\nRET\rRET\n').map(({ kind }) => kind)).toEqual([
      'instruction',
      'instruction',
      'instruction',
      'empty',
    ]);
  });

  it('carries a payload over lines until its brackets balance', () => {
    const lines = parse('.value {"group":\n  1, "name": "}" ; note\n}\nRET');
    expect(lines.map(({ kind }) => kind)).toEqual(['directive', 'payload', 'payload', 'instruction']);
  });

  it('ends an unbalanced payload at the next line that is no JSON', () => {
    expect(parse('.value {"group":1\nmain:\n RET').map(({ kind }) => kind)).toEqual([
      'directive',
      'label',
      'instruction',
    ]);
  });
});
