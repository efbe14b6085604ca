/** Each quick fix and refactoring is applied, and what it makes is assembled again. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { Processor } from '../machine/processor';
import { Stop } from '../machine/stop';
import { link } from '../toolchain/link';
import { suggestions } from '../toolchain/syntax/spelling';
import { codeActions, FIX_ALL_KIND } from './code-action';
import { actionsAt, applied, edited, fixture } from './fixture.testing';

const titles = (marked: string, others?: Record<string, string>): string[] =>
  actionsAt(fixture(marked, others)).map(({ title }) => title);

describe('quick fixes', () => {
  it.each<[string, string, string | RegExp, string]>([
    ['LDI of a large number', '    <|>LDI R1, 5000\n', /LDI32/, '    LDI32 R1, 5000\n'],
    ['a wrong mnemonic', '    <|>PSUH R1\n', 'Change to "PUSH"', '    PUSH R1\n'],
    ['a wrong directive', '<|>.exprot x\nx: RET\n', 'Change to ".export"', '.export x\nx: RET\n'],
    ['a wrong data directive', '.data\n    <|>.wrod 1\n', 'Change to ".word"', '.data\n    .word 1\n'],
    ['a wrong name', 'helper:\n    <|>JMP hepler\n', 'Change to "helper"', 'helper:\n    JMP helper\n'],
    [
      'a wrong name in parentheses',
      '    <|>LDI32 R1, lo16(dta)\n.data\ndata:\n',
      'Change to "data"',
      '    LDI32 R1, lo16(data)\n.data\ndata:\n',
    ],
    ['code in data', '.data\nx:\n    <|>RET\n', 'Insert .text', '.data\n.text\nx:\n    RET\n'],
    ['data in code', 'x:\n    <|>.word 1\n', 'Insert .data', '.data\nx:\n    .word 1\n'],
    ['an unknown name, as import', '; c\n.text\n    <|>CALL f\n', /^Import/, '; c\n.import f\n.text\n    CALL f\n'],
    ['an unknown name, as routine', '    <|>CALL f\n    RET\n', /^Create/, '    CALL f\n    RET\n\nf:\n    RET\n'],
    [
      'an unknown routine, in front of data',
      '    <|>CALL f\n    RET\n.data\nx: .byte 1\n',
      /^Create/,
      '    CALL f\n    RET\nf:\n    RET\n\n.data\nx: .byte 1\n',
    ],
    [
      'unknown data',
      '    <|>LDI32 R1, d\n    RET\n',
      /word of data/,
      '    LDI32 R1, d\n    RET\n\n.data\nd:\n    .word 0\n',
    ],
    [
      'unknown text',
      '    <|>LDI32 R1, d\n.data\ne: .byte 1\n',
      /as a text/,
      '    LDI32 R1, d\n.data\ne: .byte 1\n\nd:\n    .asciz ""\n',
    ],
    ['too many operands', '    <|>ADD R1, R2, R3, R4 ; c\n', /extra/, '    ADD R1, R2, R3 ; c\n'],
    ['an open quote', '.data\n    <|>.byte "abc\n', 'Close the quote', '.data\n    .byte "abc"\n'],
    ['an empty item', '.data\n    <|>.word 1,, 2\n', 'Remove the comma', '.data\n    .word 1, 2\n'],
    ['swapped operands', '    <|>ST R1, [R2+4]\n', 'Swap the operands', '    ST [R2+4], R1\n'],
    ['an export of nothing', '<|>.export gone\n    RET\n', 'Remove the export', '    RET\n'],
    ['a value without id', '<|>.value {"group":2,"name":"x"}\n', 'Add "id"', '.value {"id":1,"group":2,"name":"x"}\n'],
    [
      'a misspelt key',
      '.value {"group":1,"id":1,\n<|>"nmae":"x"}\n',
      'Change to "name"',
      '.value {"group":1,"id":1,\n"name":"x"}\n',
    ],
    ['a mailbox without target', '<|>.mailbox {}\n', 'Add "target"', '.mailbox {"target":"app:name"}\n'],
  ])('mend %s', (_name, marked, title, expected) => {
    const { text, codes } = applied(marked, title);
    expect(text).toBe(expected);
    const before = fixture(marked).assembly.diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code !== 'not-portable').length).toBeLessThan(
      before.filter((code) => code !== 'not-portable').length,
    );
  });

  it('exports what another unit keeps for itself', () => {
    const others = { 'lib.mvasm': '; lib\nf:\n    RET\n' };
    const made = fixture('.import f\n    CALL f\n    RET\n', others);
    const diagnostic = {
      code: 'import-unresolved',
      message: '',
      range: { start: { line: 0, character: 8 }, end: { line: 0, character: 9 } },
    };
    expect(made.context.program.lookUp('main.mvasm', 'f')).toBeUndefined();
    const files = appliedTo('.import f\n    CALL f\n    RET\n', others, diagnostic, /^Export "f" from lib/);
    expect(files['lib.mvasm']).toBe('; lib\n.export f\nf:\n    RET\n');
    expect(
      fixture(files['main.mvasm']!, { 'lib.mvasm': files['lib.mvasm']! }).context.program.lookUp('main.mvasm', 'f'),
    ).toBeDefined();
  });

  it('take a free id for one that is declared twice', () => {
    const text = '.value {"group":1,"id":1}\n.value {"group":1,"id":2}\n.value {"group":1,"id":1}\n';
    const diagnostic = {
      code: 'metadata-duplicate',
      message: '',
      range: { start: { line: 2, character: 7 }, end: { line: 2, character: 25 } },
    };
    expect(appliedTo(text, {}, diagnostic, /free id 3/)['main.mvasm']).toBe(text.replace(/1\}\n$/, '3}\n'));
  });

  it('sort out all ids of a file', () => {
    const text =
      '.value {"group":1,"id":1}\n<|>.value {"group":1,"id":1}\n.value {"group":1,"id":1}\n.cmd {"group":1,"id":1}\n';
    const others = { 'lib.mvasm': '.value {"group":1,"id":2}\n' };
    expect(applied(text, 'Sort out the ids of this file', others).text).toBe(
      '.value {"group":1,"id":1}\n.value {"group":1,"id":3}\n.value {"group":1,"id":4}\n.cmd {"group":1,"id":1}\n',
    );
  });
});

function appliedTo(text: string, others: Record<string, string>, diagnostic: Diagnostic, title: RegExp) {
  const { context } = fixture(text, others);
  const actions = codeActions(context, { range: diagnostic.range, diagnostics: [diagnostic] });
  const action = actions.find((candidate) => title.test(candidate.title));
  if (!action) throw new Error(`no action; there are ${actions.map((each) => each.title).join(' | ')}`);
  const changes = action.edit?.changes ?? {};
  return Object.fromEntries(
    Object.entries({ 'main.mvasm': text, ...others }).map(([path, old]) => [path, edited(old, changes[path] ?? [])]),
  ) as Record<string, string>;
}

describe('the portable form', () => {
  it.each([
    ['x: RET\n', 'x:\n    RET\n'],
    ['    LD R1, [R2 + 4]\n', '    LD R1, [R2+4]\n'],
    ['    LD R1, [R2-4]\n', '    LD R1, [R2+-4]\n'],
    ['    LD R1, [R2]\n', '    LD R1, [R2+0]\n'],
    ['    LD R1, [R2 - 0x10]\n', '    LD R1, [R2+-16]\n'],
    ['    LDI R1, -0x10\n', '    LDI R1, -16\n'],
    ["    LDI R1, '\\n'\n", '    LDI R1, 10\n'],
    ["    LDI R1, ' '\n", '    LDI R1, 32\n'],
    ['.data\n    .asciz "a;b;c"\n', '.data\n    .asciz "a\\x3Bb\\x3Bc"\n'],
    ['    SVC FN=2\n', '    SVC MOD=0, FN=2\n'],
    ['    SVC MOD = 0x5, FN = 3\n', '    SVC MOD=0x5, FN=3\n'],
    ['    SVC 1, 1\n', '    SVC MOD=1, FN=1\n'],
    ['.value {"group":1, ; c\n  "id":2\n}\n', '.value {"group":1, "id":2}\n'],
    ['.value {"group":0x10,"id":1}\n', '.value {"group":16,"id":1}\n'],
    ['x:\n    RET\n.export x\n', '.export x\nx:\n    RET\n'],
  ])('of %j', (text, expected) => {
    const made = fixture(text);
    const finding = made.assembly.diagnostics.find(({ code }) => code === 'not-portable')!;
    const diagnostic = { code: finding.code, message: finding.message, range: finding.range };
    const after = fixture(appliedTo(text, {}, diagnostic, /every assembler/)['main.mvasm']!);
    expect(after.text).toBe(expected);
    expect(after.assembly.diagnostics.filter(({ code }) => code === 'not-portable')).toEqual([]);
    expect(after.assembly.object.code).toEqual(made.assembly.object.code);
    expect(after.assembly.object.rodata).toEqual(made.assembly.object.rodata);
    expect(after.assembly.object.metadata).toEqual(made.assembly.object.metadata);
  });
});

describe('fixes of many places', () => {
  const text = '<|>x: LD R1, [R2]\n    LD R1, [R3]\n    ADD R1, R2, R3, R4\n    RET\n';

  it('mend all of a kind', () => {
    const { codes, text: after } = applied(text.replace('<|>x: ', '<|>   '), /all of this kind/);
    expect(after).toContain('[R2+0]');
    expect(after).toContain('[R3+0]');
    expect(codes).toEqual(['operand-extra']);
  });

  it('mend everything that has one obvious fix, until nothing is left', () => {
    let current = text;
    for (let round = 0; round < 3; round++) {
      const made = fixture(current);
      if (made.assembly.diagnostics.length === 0) break;
      current = applied(`<|>${made.text}`, 'Fix all', {}, ['source.fixAll']).text;
    }
    expect(current).toBe('x:\n    LD R1, [R2+0]\n    LD R1, [R3+0]\n    ADD R1, R2, R3\n    RET\n');
  });

  it('are not in the menu unless asked for', () => {
    expect(titles(text)).not.toContain('Fix all');
    expect(actionsAt(fixture(text), [FIX_ALL_KIND])).toHaveLength(1);
    expect(actionsAt(fixture(text), ['source.organizeImports'])).toEqual([]);
  });
});

describe('number radix', () => {
  it.each([
    ['    LDI R1, 6<|>5\n', /hexadecimal/, '    LDI R1, 0x41\n'],
    ['    LDI R1, 6<|>5\n', /character/, "    LDI R1, 'A'\n"],
    ['    LDI32 R1, -1<|>\n', /hexadecimal/, '    LDI32 R1, 0xFFFFFFFF\n'],
    ['.data\n    .byte 0x1<|>0\n', /binary/, '.data\n    .byte 0b10000\n'],
    ['    LD R1, [R2+0x1<|>0]\n', /decimal/, '    LD R1, [R2+16]\n'],
    ['    SVC MOD=<|>5, FN=0x3\n', /hexadecimal/, '    SVC MOD=0x5, FN=0x3\n'],
  ])('%s', (marked, title, expected) => {
    const { text, after } = applied(marked, title);
    expect(text).toBe(expected);
    expect(after.assembly.object).toEqual(fixture(marked).assembly.object);
  });

  it('leaves negative numbers without a plain form in decimal', () => {
    expect(titles('    LDI R1, -<|>5\n').filter((title) => title.startsWith('Write'))).toEqual([]);
  });
});

describe('refactorings of routines', () => {
  /** What the program leaves in R0. */
  const run = (text: string): number => {
    const { assembly } = fixture(text);
    const { image } = link([{ path: 'main.mvasm', object: assembly.object, assembly }], { output: 'main.hxe' });
    const processor = new Processor({ code: image!.code });
    expect(processor.run(1000)).toBe(Stop.returned);
    return processor.registers[0]!;
  };
  const program = `.entry main
.text
main:
    LDI R1, 5
    LDI R4, 7
    CALL square
    ADD R0, R0, R4
    RET
; squares R1
square:
    MOV R4, R1
    LDI R5, 1
    MUL R0, R1, R4
    ADD R0, R0, R5
    RET
`;

  it('save what the callees of a routine change, and nothing that it saves already or its entry changes', () => {
    const source =
      '.entry main\nmain:\n CALL f\n RET\nf:\n PUSH R4\n LDI R4, 1\n POP R4\n CALL g\n RET\ng:\n LDI R9, 1\n RET\n';
    const titles = (at: string): string[] =>
      actionsAt(fixture(source.replace(`\n${at}:`, `\n${at}<|>:`)))
        .map(({ title }) => title)
        .filter((title) => title.startsWith('Save'));
    expect(titles('f')).toEqual(['Save and restore R9 in "f"']);
    expect(titles('main')).toEqual([]);
  });

  it('save what a routine changes', () => {
    const { text } = applied(program.replace('square:\n', 'squ<|>are:\n'), 'Save and restore R4, R5 in "square"');
    expect(text).toContain('square:\n    PUSH R4\n    PUSH R5\n    MOV R4, R1');
    expect(text).toContain('    POP R5\n    POP R4\n    RET\n');
    expect(run(program)).toBe(31);
    expect(run(text)).toBe(33);
  });

  it('put a routine in where it is called', () => {
    for (const place of ['CALL squ<|>are', 'sq<|>uare:\n    MOV']) {
      const marked = program.replace(place.replace('<|>', ''), place);
      const { text } = applied(marked, 'Inline "square"');
      expect(text).not.toContain('square');
      expect(run(text)).toBe(run(program));
    }
  });

  it('take lines out into a routine', () => {
    const marked = program.replace('    MOV R4, R1\n    LDI R5, 1\n', '<[    MOV R4, R1\n    LDI R5, 1\n]>');
    const { text } = applied(marked, 'Extract to the routine "extracted"');
    expect(text).toContain('square:\n    CALL extracted\n    MUL');
    expect(text.endsWith('    RET\n\nextracted:\n    MOV R4, R1\n    LDI R5, 1\n    RET\n')).toBe(true);
    expect(run(text)).toBe(run(program));
  });

  it('name the routine that was taken out, where the client has a command for it', () => {
    const { context, selection } = fixture(
      program.replace('    MOV R4, R1\n    LDI R5, 1\n', '<[    MOV R4, R1\n    LDI R5, 1\n]>'),
    );
    const extract = (renameCommand?: string) =>
      codeActions(context, { range: selection, diagnostics: [], only: ['refactor.extract'], renameCommand })[0]!;
    expect(extract().command).toBeUndefined();
    expect(extract('rename').command).toMatchObject({
      command: 'rename',
      arguments: ['main.mvasm', { line: selection.start.line, character: '    CALL '.length }],
    });
  });

  it.each([
    ['a RET among them', '<[    LDI R1, 1\n    RET\n]>    RET\n'],
    ['an unbalanced stack', '<[    PUSH R1\n    LDI R1, 2\n]>    POP R1\n    RET\n'],
    ['a jump out of them', '<[    LDI R1, 2\n    JZ out\n]>out:\n    RET\n'],
    ['a jump into them', '    JZ in\n<[    LDI R1, 2\nin:\n    LDI R2, 1\n]>    RET\n'],
    ['the frame in them', '<[    MOV R7, R15\n    LDI R2, 1\n]>    RET\n'],
  ])('do not take out lines with %s', (_name, marked) => {
    expect(titles(marked).filter((title) => title.startsWith('Extract'))).toEqual([]);
  });

  it.each([
    ['is called twice', 'main:\n    CALL f<|>\n    CALL f\n    RET\nf:\n    LDI R1, 1\n    RET\n'],
    ['is exported', '.export f\nmain:\n    CALL f<|>\n    RET\nf:\n    LDI R1, 1\n    RET\n'],
    ['returns early', 'main:\n    CALL f<|>\n    RET\nf:\n    JZ g\n    RET\ng:\n    LDI R0, 1\n    RET\n'],
    ['reads its caller’s stack', 'main:\n    CALL f<|>\n    RET\nf:\n    LD R1, [R7+8]\n    RET\n'],
    ['is fallen into', 'main:\n    CALL f<|>\n    LDI R2, 2\nf:\n    LDI R1, 1\n    RET\n'],
    ['calls itself', 'main:\n    RET\nf:\n    CALL f<|>\n    RET\n'],
  ])('do not put in a routine that %s', (_name, marked) => {
    expect(titles(marked).filter((title) => title.startsWith('Inline'))).toEqual([]);
  });

  it('remove a label that nothing uses', () => {
    expect(applied('    RET\nun<|>used: ; why\n    RET\n', /unused label/).text).toBe('    RET\n; why\n    RET\n');
    expect(titles('main:\nus<|>ed:\n    JMP used\n')).not.toContain('Remove the unused label "used"');
  });
});

it('offers nothing that breaks the samples, wherever the cursor stands', () => {
  const folder = join(import.meta.dirname, '../../examples');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mvasm'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const made = fixture(text);
    const errors = made.assembly.diagnostics.filter(({ severity }) => severity === 'error').length;
    text.split('\n').forEach((_, line) => {
      const range = { start: { line, character: 8 }, end: { line: line + 4, character: 0 } };
      for (const { title, edit } of codeActions(made.context, { range, diagnostics: [] })) {
        const after = fixture(edited(text, edit?.changes?.['main.mvasm'] ?? []));
        expect(
          after.assembly.diagnostics.filter(({ severity }) => severity === 'error').length,
          `${file}:${line + 1} ${title}`,
        ).toBe(errors);
      }
    });
  }
});

it('suggests near words, nearest first', () => {
  expect(suggestions('hepler', ['helper', 'heap', 'other', 'HELPERS'])).toEqual(['helper', 'HELPERS']);
  expect(suggestions('x', ['y', 'longer'])).toEqual(['y']);
});

describe('fixes for lints', () => {
  const body = (...lines: string[]): string => ['.entry main', 'main:', ...lines, ''].join('\n');

  it.each([
    ['an unused label', body('    RET', '<|>left:', '    RET'), /^Remove the unused label/, body('    RET', '    RET')],
    ['one in front of code', body('    RET', '<|>left: RET'), /^Remove the unused label/, body('    RET', '    RET')],
    ['code that is not reached', body('    RET', '    <|>NOT R1, R1', '    RET'), 'Remove the code', body('    RET')],
    ['code without an end', body('    <|>NOT R1, R1'), 'Insert RET', body('    NOT R1, R1', '    RET')],
    ['an import', `<|>.import aid\n${body('    RET')}`, /^Remove the import/, body('    RET')],
    [
      'an export',
      `.export main\n<|>.export left\n${body('    JMP main', 'left:', '    RET')}`,
      /^Remove the export/,
      `.export main\n${body('    JMP main', 'left:', '    RET')}`,
    ],
  ])('mend %s', (_what, marked, title, expected) => {
    expect(applied(marked, title).text).toBe(expected);
  });

  it('save what a routine changes', () => {
    const routine = body('    CALL aid', '    RET', 'aid:', '    <|>MOV R7, R15', '    RET');
    const { text } = applied(routine, /^Save and restore R7/);
    expect(text).toContain('aid:\n    PUSH R7\n    MOV R7, R15\n    POP R7\n    RET');
  });

  it('call a finding off, beside the code or above a comment', () => {
    expect(applied(body('    <|>LDI R15, 1', '    RET'), 'Ignore stack-mirror-written here').text).toBe(
      body('    LDI R15, 1 ; hsx-ignore: stack-mirror-written', '    RET'),
    );
    expect(applied(body('    <|>LDI R15, 1 ; why', '    RET'), 'Ignore stack-mirror-written here').text).toBe(
      body('    ; hsx-ignore: stack-mirror-written', '    LDI R15, 1 ; why', '    RET'),
    );
  });

  it('go for all of a kind, and not with everything else on saving', () => {
    const two = body('    RET', '<|>one:', '    RET', 'two:', '    RET');
    expect(applied(two, 'Fix all of this kind in the file (unused-label)').text).toBe(
      body('    RET', '    RET', '    RET'),
    );
    expect(actionsAt(fixture(two), ['source.fixAll'])).toEqual([]);
  });
});
