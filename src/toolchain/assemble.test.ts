import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble';
import { formatDiagnostic } from './diagnostics';

const assembleFiles = (files: Record<string, string>, path = 'main.mvasm') => assemble(path, (name) => files[name]);
const assembleText = (text: string) => assembleFiles({ 'main.mvasm': text });
const report = (text: string) => assembleText(text).diagnostics.map(formatDiagnostic);

describe('assemble', () => {
  it('reports every mistake of a program at its place', () => {
    expect(report('  NOP\n LDI R1, 5000\n JMP nowhere\n.data\n .word 1.5\n')).toEqual([
      'main.mvasm:1:3: error: "NOP" is no instruction; did you mean NOT or POP? [unknown-mnemonic]',
      'main.mvasm:2:10: error: 5000 does not fit into 12 signed bits (-2048 to 2047); use LDI32 for it. [immediate-range]',
      expect.stringMatching(/^main.mvasm:5:8: error: .* \[data-item\]$/),
      expect.stringMatching(/^main.mvasm:3:6: error: .* \[symbol-unknown\]$/),
    ]);
  });

  it('offers the nearest words, if any is near', () => {
    expect(report(' JPM x\n FOO\n.data\n.zreo 3\nx:')).toEqual([
      'main.mvasm:1:2: error: "JPM" is no instruction; did you mean JMP? [unknown-mnemonic]',
      'main.mvasm:2:2: error: "FOO" is no instruction; check the spelling, or put a colon behind a label. [unknown-mnemonic]',
      'main.mvasm:4:1: error: ".zreo" is no directive; did you mean .zero? [data-directive-unknown]',
    ]);
  });

  it.each([
    ['MOV R1, 5', '"5" is no register; load a number with LDI first.'],
    ['MOV R1, [R2+0]', '"[R2+0]" is no register; memory is read with LD and written with ST.'],
    ['MOV R1, sp', '"sp" is no register; R15 has the stack pointer.'],
    ['LDI R1, #5', '"#5" is neither a number nor a symbol; write 5.'],
    ['LDI R1, $1f', '"$1f" is neither a number nor a symbol; write 0x1F.'],
    ['LDI R1, 0ah', '"0ah" is neither a number nor a symbol; write 0x0A.'],
    ['LDI32 R1, 1.5', '"1.5" is neither a number nor a symbol; 1.5 as a half-precision number is 0x3E00.'],
    ['LDI R1, 2+3', '"2+3" is neither a number nor a symbol; there is no arithmetic.'],
    ['JMP R1', '"R1" is a register; a label or a number stands here.'],
    ['SVC mailbox.open', '"mailbox.open" is no number; write MOD=0x5, FN=0x0.'],
    ['SVC open', '"open" is no number; a service number is 0 to 4095.'],
    ['helper', '"helper" is no instruction; check the spelling, or put a colon behind a label.'],
    ['// text', '"//" is no instruction; comments start with a semicolon.'],
    ['RET # end', 'RET takes no operands; comments start with a semicolon.'],
    ['.global main', '".global" is no directive; did you mean .export?'],
    ['.EQU size, 4', '".EQU" is no directive; there are no named constants, write the number.'],
  ])('says of %j what is written here instead', (line, message) => {
    expect(assembleText(line).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  it('says which key of metadata is hardly meant, and nothing of those that are no known ones', () => {
    expect(report('.value {"group":1,"id":1,"nmae":"x","rate_ms":5}\n.cmd {"group":1,"id":1,"handlr":"f"}\n')).toEqual([
      'main.mvasm:1:26: warning: "nmae" is not looked at; did you mean "name"? [metadata-key-unknown]',
      'main.mvasm:1:47: information: The image has no place for the rate; set it when the program runs. [rate-dropped]',
      'main.mvasm:2:24: warning: "handlr" is not looked at; did you mean "handler"? [metadata-key-unknown]',
    ]);
    expect(report('.mailbox {"target":"app:in","capacty":8}\n')).toMatchObject([expect.stringContaining('"capacity"')]);
    expect(
      report('.value {"group":1,"id":1,"comment":"x","x":1}\n.mailbox {"target":"app:in","project":"y"}\n'),
    ).toEqual([]);
  });

  it('reports each operand, but swapped operands once', () => {
    expect(report('ADD R16, R1, 5')).toHaveLength(2);
    expect(report('ST R1, [R2+4]')).toEqual([
      'main.mvasm:1:4: error: A store takes the memory operand first, then the register; swap them. [memory-operand]',
    ]);
    expect(report('LD [R2+4], R1')).toHaveLength(1);
  });

  it('points at the first definition of a duplicate label, through includes', () => {
    const files = { 'a/main.mvasm': '.include "lib/x.inc"\none:\n', 'a/lib/x.inc': 'RET\none:\n' };
    const { diagnostics, files: read } = assembleFiles(files, 'a/main.mvasm');
    expect(diagnostics).toMatchObject([
      {
        code: 'label-duplicate',
        file: 'a/main.mvasm',
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
        related: [{ file: 'a/lib/x.inc', range: { start: { line: 1 } } }],
      },
    ]);
    expect(read).toEqual(['a/main.mvasm', 'a/lib/x.inc']);
  });

  it('says how a file with a mistake comes into the unit', () => {
    const files = {
      'main.mvasm': 'RET\n.include "one.inc"\n.include "two.inc"\nJMP gone\n',
      'one.inc': '\n\n.include "two.inc"\n',
      'two.inc': 'JMP nowhere\n NOP\n',
    };
    const chains = assembleFiles(files).diagnostics.map(({ file, related = [] }) => [
      file,
      ...related.map((place) => `${place.file}:${place.range.start.line + 1} ${place.message}`),
    ]);
    const chain = ['two.inc', 'one.inc:3 included from here', 'main.mvasm:2 included from here'];
    expect(chains).toEqual([chain, chain, chain, chain, ['main.mvasm']]);
  });

  it('offers the directive that is nearest to a misspelt one', () => {
    expect(report('.data\n.asciiz "x"\n.words 1\n.strings "x"\n')).toEqual([
      expect.stringContaining('.asciz may be meant'),
      expect.stringContaining('.word may be meant'),
      expect.stringContaining('.string may be meant'),
    ]);
  });

  it('knows the place of every word', () => {
    const files = { 'main.mvasm': '\n  LDI32 R1, 5\n.include "x.inc"\nhere: BRK\n\tRET', 'x.inc': '; x\nPUSH R1\n' };
    expect(assembleFiles(files).locations).toEqual([
      { file: 'main.mvasm', line: 2, column: 3 },
      { file: 'main.mvasm', line: 2, column: 3 },
      { file: 'x.inc', line: 2, column: 1 },
      { file: 'main.mvasm', line: 4, column: 7 },
      { file: 'main.mvasm', line: 5, column: 2 },
    ]);
  });

  it('takes numbers of any length modulo 2^32', () => {
    expect([...assembleText('LDI32 R1, 0x123456789ABCDEF01\nLDI32 R1, -1').object.code]).toEqual([
      0x60100000,
      0x9abcdef01 % 2 ** 32,
      0x60100000,
      0xffffffff,
    ]);
  });

  it('reports a missing unit and an inclusion that explodes', () => {
    expect(assembleFiles({}).diagnostics).toMatchObject([{ code: 'file-missing' }]);
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, level) => [`${level}`, `.include "${level + 1}"\n.include "${level + 1}"\n`]),
    );
    const { diagnostics } = assembleFiles({ ...files, 20: 'RET' }, '0');
    expect(diagnostics.map(({ code }) => code)).toEqual(['include-limit']);
  });

  it('follows a long chain of inclusions, and stops one that brings too much', () => {
    const chain = (level: string): string => `.include "${Number(level) + 1}"\nRET\n`;
    const { object, diagnostics } = assemble('0', (name) => (Number(name) < 250 ? chain(name) : 'RET\n'));
    expect({ words: object.code.length, diagnostics }).toEqual({ words: 251, diagnostics: [] });
    const endless = assemble('0', chain);
    expect(endless.diagnostics.map(({ code }) => code)).toEqual(['include-limit']);
    const large = '\n'.repeat(0x1000000);
    const heavy = assembleFiles({ 'main.mvasm': '.include "large"\n'.repeat(9), large });
    expect(heavy.diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([['include-limit', 4]]);
  });

  it('lists many mistakes and says when there are more', () => {
    const { diagnostics } = assembleText('what is this\n'.repeat(50_000));
    expect(diagnostics).toHaveLength(10_001);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'diagnostics-limit', range: { start: { line: 10_000 } } });
  });

  it('is not stopped by many hints', () => {
    const { diagnostics } = assembleText('here: RET\n'.replace('here', 'a') + 'LD R1, [R2]\n'.repeat(12_000));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('refuses to fill more than a section holds', () => {
    expect(report('.org 0x10004\n.data\n.zero 1000000000000\n.align 99999999')).toEqual([
      expect.stringContaining('[code-too-large]'),
      expect.stringContaining('[rodata-too-large]'),
    ]);
  });

  it('places metadata mistakes inside a payload of several lines', () => {
    const [hint, error] = assembleText('.value {\n  "group": 1,\n  "id": 300\n}').diagnostics;
    expect(hint).toMatchObject({ code: 'not-portable', severity: 'hint' });
    expect(error).toMatchObject({
      code: 'metadata-range',
      range: { start: { line: 2, character: 8 }, end: { line: 2, character: 11 } },
    });
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'RET\n',
      '.data\n',
      '.text\n',
      'a:\n',
      '.byte ',
      '.word ',
      '.value ',
      '.mailbox ',
      '.cmd ',
      '{"target":"x"}',
      '{"group":1,"id":2,"handler":"a"}',
      '.include "main.mvasm"\n',
      '.entry ',
      '.org ',
      'LDI ',
      'SVC ',
      'ST ',
      '[R1+a]',
      ' R1, ',
      'a',
      '5',
      '-1',
      '"',
      "'",
      ',',
      '\n',
      '[',
      '{',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const { diagnostics } = assembleText(words.join(''));
        for (const { file } of diagnostics) expect(file).toBe('main.mvasm');
      }),
    );
  });
});
