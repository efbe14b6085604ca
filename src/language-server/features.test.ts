/** Features on documents with marks: what each gives for a small program. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeLenses, resolveCodeLens } from './code-lens';
import type { DocumentContext } from './context';
import { DocumentTokens, tokenEdits } from './document-tokens';
import { edited, fixture } from './fixture.testing';
import { type InlayHintOptions, inlayHints, resolveInlayHint } from './inlay-hint';
import { inlineValues } from './inline-value';
import { listing } from './listing';
import { memoryMap } from './memory-map';
import { onTypeFormatting } from './on-type-formatting';
import { selectionRanges } from './selection-range';
import { tokensInRange, tokensLegend } from './semantic-tokens';
import { signatureHelp } from './signature-help';

const wholeOf = ({ lines }: DocumentContext) => ({
  start: { line: 0, character: 0 },
  end: { line: lines.lineCount - 1, character: 0 },
});

const program = `.entry main
.text
; The entry.
main:
    LDI32 R1, table
    LDI32 R2, 0x3C00
loop:
    JNZ loop
    CALL helper
    SVC MOD=0x6, FN=0x0
    RET
helper:
    LD R3, [R1+4]
    RET
.data
table:
    .word 7, helper
    .byte "ab", 1
`;

describe('signature help', () => {
  const active = (marked: string): string | undefined => {
    const { context, cursor } = fixture(marked);
    const help = signatureHelp(context, cursor);
    const [signature] = help?.signatures ?? [];
    const parameter = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
    if (!signature) return undefined;
    if (typeof parameter === 'string') return `${signature.label} @ ${parameter}`;
    return parameter ? `${signature.label} @ ${signature.label.slice(...parameter)}` : signature.label;
  };

  it.each([
    ['    ADD <|>', 'ADD rd, rs1, rs2 @ rd'],
    ['    ADD R1<|>', 'ADD rd, rs1, rs2 @ rd'],
    ['    ADD R1, <|>', 'ADD rd, rs1, rs2 @ rs1'],
    ['    ADD R1 R2 <|>R3', 'ADD rd, rs1, rs2 @ rs2'],
    ['    LD R1, [R7+<|>', 'LD rd, [rs1+imm] @ [rs1+imm]'],
    ['    ST [R7 + 4], <|>', 'ST [rs1+imm], rs2 @ rs2'],
    ['x: JMP <|>', 'JMP target @ target'],
    ['    SVC MOD=6, FN=0<|>', 'task.sleep(R0 milliseconds) -> R0 0 @ R0 milliseconds'],
    ['    SVC <|>', 'SVC MOD=m, FN=n'],
    ['.word 1<|>', '.word item, … @ item'],
    ['.word 1, "a,b", <|>', '.word item, … @ …'],
    ['.include <|>', '.include "name" @ "name"'],
  ])('%s', (marked, expected) => expect(active(marked)).toBe(expected));

  it.each([
    '    RET <|>',
    '    ADD R1, R2, R3, <|>',
    '    ADD ; <|>',
    'AD<|>D R1',
    '.text <|>',
    '    FOO <|>',
  ])('is silent at %s', (marked) => expect(active(marked)).toBeUndefined());
});

describe('semantic tokens', () => {
  function decoded(text: string, data: readonly number[]): string[] {
    const lines = text.split('\n');
    const found: string[] = [];
    let line = 0;
    let character = 0;
    for (let at = 0; at < data.length; at += 5) {
      const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
      character = down > 0 ? right : character + right;
      line += down;
      const names = tokensLegend.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
      found.push(
        [lines[line]!.slice(character, character + length), tokensLegend.tokenTypes[type], ...names].join(' '),
      );
    }
    return found;
  }
  const tokens = (text: string): string[] => decoded(text, DocumentTokens.of(fixture(text).context, 'utf-16').data);

  it('tell code from data, wherever the name stands', () => {
    const text = 'main:\n    LDI32 R1, lo16(d)\n    CALL main ; c\n.data\nd:\n    .word main, 0x10\n';
    expect(tokens(text)).toEqual([
      'main function declaration',
      'LDI32 keyword',
      'R1 register',
      'lo16 operator defaultLibrary',
      'd variable',
      'CALL keyword',
      'main function',
      '; c comment',
      '.data macro',
      'd variable declaration',
      '.word macro',
      'main function',
      '0x10 number',
    ]);
  });

  it('know metadata, over several lines', () => {
    const text = 'h: RET\n.cmd {"group":1, ; why\n  "flags":"PIN", "handler":"h", "name":"n", "x":true}\n';
    expect(tokens(text).slice(2)).toEqual([
      '.cmd macro',
      '"group" property',
      '1 number',
      '; why comment',
      '"flags" property',
      '"PIN" enumMember',
      '"handler" property',
      '"h" function',
      '"name" property',
      '"n" string',
      '"x" property',
      'true keyword',
    ]);
  });

  it('take memory operands, fields and registers as names apart', () => {
    expect(tokens('    ST [R7+-4], R1\n    SVC MOD=1, FN=x\n    JMP R5\n')).toEqual([
      'ST keyword',
      'R7 register',
      '-4 number',
      'R1 register',
      'SVC keyword',
      'MOD parameter',
      '1 number',
      'FN parameter',
      'x variable',
      'JMP keyword',
      'R5 function',
    ]);
  });

  it('of a range are those of the whole within it', () => {
    const { context, text } = fixture(program);
    const range = { start: { line: 4, character: 0 }, end: { line: 8, character: 0 } };
    const part = decoded(text, tokensInRange(context, 'utf-16', range));
    expect(decoded(text, DocumentTokens.of(context, 'utf-16').data).join()).toContain(part.join());
    expect(part[0]).toBe('LDI32 keyword');
  });

  it('edits make the one list of the other', () => {
    const list = fc.array(fc.nat(3));
    fc.assert(
      fc.property(list, list, (before, after) => {
        const [edit] = tokenEdits(before, after);
        const result = [...before];
        if (edit) result.splice(edit.start, edit.deleteCount, ...edit.data);
        expect(result).toEqual(after);
      }),
    );
    expect(tokenEdits([1, 2, 3], [1, 2, 3])).toEqual([]);
  });
});

describe('selection ranges', () => {
  it('grow from a word to the file', () => {
    const { context, cursor } = fixture(program.replace('[R1+4', '[R<|>1+4'));
    const texts: string[] = [];
    for (let [range] = selectionRanges(context, [cursor]); range; range = range.parent!) {
      const { start, end } = range.range;
      texts.push(`${start.line}:${start.character}-${end.line}:${end.character}`);
    }
    expect(texts).toEqual([
      '12:12-12:14',
      '12:12-12:16',
      '12:11-12:17',
      '12:7-12:17',
      '12:4-12:17',
      '12:0-12:17',
      '11:0-13:7',
      '1:0-13:7',
      '0:0-18:0',
    ]);
  });

  it('hold a payload over several lines', () => {
    const { context, cursor } = fixture('.value {"group":1,\n  "id":<|>2}\n    RET\n');
    const ranges: number[] = [];
    for (let [range] = selectionRanges(context, [cursor]); range; range = range.parent!)
      ranges.push(range.range.start.line);
    expect(ranges).toContain(0);
  });
});

describe('formatting on type', () => {
  it('puts the finished line in order, and only that', () => {
    const text = 'main:\nldi r1,5\n\nret\n';
    expect(edited(text, onTypeFormatting(text, { line: 2, character: 0 }, '\n'))).toBe('main:\n    LDI R1, 5\n\nret\n');
  });

  it('takes a label to the margin at its colon', () => {
    expect(edited('    loop:', onTypeFormatting('    loop:', { line: 0, character: 9 }, ':'))).toMatch(/^loop:/);
    expect(onTypeFormatting('ldi r1, x:\n', { line: 0, character: 10 }, ':')).toEqual([]);
  });
});

describe('inlay hints', () => {
  const { context, text } = fixture(program);
  const hints = (options: InlayHintOptions): string[] =>
    inlayHints(context, wholeOf(context), options).map(
      ({ position: { line, character }, label }) => `${line}:${character} ${label}`,
    );

  it('show addresses and bytes', () => {
    expect(hints({ addresses: true, bytes: true, constants: false, routines: false })).toEqual([
      '4:0 0000  60100000 00004000',
      '5:0 0008  60200000 00003C00',
      '7:0 0010  23000010',
      '8:0 0014  24000003',
      '9:0 0018  30000600',
      '10:0 001C  25000000',
      '12:0 0020  02310004',
      '13:0 0024  25000000',
      '16:0 4000  07 00 00 00 20 00 00 00',
      '17:0 4008  61 62 01',
    ]);
  });

  it('show what names and numbers stand for', () => {
    expect(hints({ addresses: false, bytes: false, constants: true, routines: false })).toEqual([
      '4:19 = 0x4000',
      '5:20 f16 1',
      '7:12 = 0x0010',
      '8:15 = 0x0020',
      '9:23 task.sleep',
    ]);
  });

  it('show behind a routine what it reads and changes', () => {
    expect(hints({ addresses: false, bytes: false, constants: false, routines: true })).toEqual([
      '3:5 reads R0, flag Z; changes R0 R1 R2 R3',
      '11:7 reads R1; changes R3',
    ]);
  });

  it('are silent when nothing is asked for', () => {
    expect(hints({ addresses: false, bytes: false, constants: false, routines: false })).toEqual([]);
  });

  it('resolve to all places of a line', async () => {
    const [hint] = inlayHints(context, wholeOf(context), {
      addresses: true,
      bytes: false,
      constants: false,
      routines: false,
    });
    const resolved = await resolveInlayHint(hint!, async () => context);
    expect(resolved.tooltip).toMatchObject({ value: expect.stringContaining('code `0x0000`') });
    expect(text).toContain('LDI32');
  });
});

describe('code lens', () => {
  const commands = { showReferences: 'show', runFile: 'run', debugFile: 'debug' };
  const options = { references: true, size: true, stack: true, run: true, runRoutines: false };
  const { context } = fixture(program);
  const titles = async (set = options, known: Partial<typeof commands> = commands): Promise<string[]> => {
    const lenses = codeLenses(context, set, known);
    const resolved = lenses.map((lens) => (lens.command ? lens : resolveCodeLens(lens, async () => context, known)));
    return (await Promise.all(resolved)).map(({ range, command }) => `${range.start.line} ${command?.title}`);
  };

  it('stands above routines and data, not above places of jumps', async () => {
    expect(await titles()).toEqual([
      '3 Run',
      '3 Debug',
      '3 1 reference',
      '3 32 bytes',
      '3 stack: 4 bytes',
      '11 2 references',
      '11 8 bytes',
      '11 stack: 0 bytes',
      '15 1 reference',
      '15 11 bytes',
    ]);
  });

  it('shows the references that it counts', async () => {
    const lens = codeLenses(context, { ...options, run: false, size: false, stack: false }, commands)[1]!;
    const { command } = await resolveCodeLens(lens, async () => context, commands);
    expect(command).toMatchObject({ command: 'show', arguments: ['main.mvasm', { line: 11 }, { length: 2 }] });
  });

  it('leaves out what is switched off, or what the client cannot do', async () => {
    expect(await titles({ references: false, size: false, stack: false, run: false, runRoutines: false })).toEqual([]);
    expect((await titles(options, {})).slice(0, 2)).toEqual(['3 1 reference', '3 32 bytes']);
  });

  it('survives data that it has not made', async () => {
    const range = wholeOf(context);
    for (const data of [undefined, 1, { uri: 'main.mvasm' }, { uri: 'main.mvasm', name: 'gone', kind: 'stack' }]) {
      expect((await resolveCodeLens({ range, data }, async () => context, commands)).command?.command).toBe('');
    }
  });
});

describe('inline values', () => {
  it('are the registers, addresses and data of the lines up to the stop', () => {
    const { context } = fixture(program);
    const stoppedLocation = { start: { line: 12, character: 0 }, end: { line: 12, character: 0 } };
    const found = inlineValues(context, wholeOf(context), { stoppedLocation });
    expect(found.map((value) => `${value.range.start.line} ${'expression' in value ? value.expression : ''}`)).toEqual([
      '4 R1',
      '4 table',
      '5 R2',
      '12 R3',
      '12 [R1+4]',
    ]);
  });
});

describe('the listing', () => {
  it('shows address, bytes, fields and source of each line', () => {
    const { context } = fixture(program);
    const { text, lines } = listing(context);
    const rows = text.split('\n');
    expect(rows[3]).toMatch(/^0000 {2}stack \d+, .* main:$/);
    expect(rows[4]).toMatch(/^0000 {2}60100000 {2}60 1 0 0 000 +LDI32 R1, table$/);
    expect(rows[5]).toBe('0004  00004000');
    expect(rows[10]).toMatch(/^0014 {2}24000003 {2}24 0 0 0 003 >0020 +CALL helper$/);
    expect(rows[18]).toMatch(/^4000 {2}07000000 20000000 {2}\.{4} \.{3} +\.word 7, helper$/);
    expect(rows[19]).toMatch(/^4008 {2}616201 +ab\. +\.byte "ab", 1$/);
    expect(lines).toHaveLength(rows.length - 1);
  });

  it('tells of a routine what stack it takes and which registers it changes, where it is not too much work', () => {
    const source = '.text\nmain:\n    LDI R1, 1\n    LDI R2, 1\n    LDI R3, 1\n    CALL sub\nsame: RET\n';
    const sub = 'sub:\n    PUSH R5\n    LDI R5, 1\n    POP R5\n    LDI R7, 2\n    JMP sub\n';
    const summary = (text: string, label: string) =>
      new RegExp(`^[\\dA-F]{4} +(.*?) +${label}:`, 'm').exec(listing(fixture(text).context).text)?.[1];
    expect(summary(`${source}${sub}`, 'main')).toBe('stack 8, no return');
    expect(summary(`${source}sub:\n    PUSH R5\n    LDI R5, 1\n    POP R5\n    LDI R7, 2\n    RET\n`, 'main')).toBe(
      'stack 8, changes R1-R3 R7',
    );
    expect(summary(`${source}sub:\n    JMP main\n`, 'sub')).toBe('stack no limit, no return');
    expect(summary(`${source}sub:\n    RET\n${'    RET\n'.repeat(1100)}`, 'main')).toBe('');
  });

  it('runs over several lines for large data, but not over thousands', () => {
    const { context } = fixture('.data\n    .zero 20\n    .zero 8000\nx:\n');
    const { text, lines } = listing(context);
    expect(lines).toEqual([0, 1, 1, 1, ...Array.from({ length: 17 }, () => 2), 3, 4]);
    expect(text).toContain('8000 bytes');
  });
});

describe('the memory map', () => {
  it('has regions without gaps and overlaps', () => {
    const { context } = fixture(program, { 'lib.mvasm': '.export other\nother:\n RET\n.data\n .word 1\n' });
    const map = memoryMap(context);
    expect(map.units).toEqual(['main.mvasm', 'lib.mvasm']);
    expect(map.code.map(({ name, start, end }) => `${name} ${start}-${end}`)).toEqual([
      'main 0-16',
      'loop 16-32',
      'helper 32-40',
      'other 40-44',
    ]);
    expect(map.memory.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'registers register bank',
      'data table',
      'data lib.mvasm',
      'free free',
      'stack stack',
    ]);
    for (const regions of [map.code, map.memory.slice(1)]) {
      expect(regions.slice(1).map(({ start }) => start)).toEqual(regions.slice(0, -1).map(({ end }) => end));
    }
  });
});

describe('the layout of a unit', () => {
  const examples = join(import.meta.dirname, '../../examples');
  const files = readdirSync(examples).filter((file) => file.endsWith('.mvasm'));

  it.each(files)('accounts for every byte of %s', (file) => {
    expectWhole(readFileSync(join(examples, file), 'utf8'), {});
  });

  it('follows inclusions, also repeated ones', () => {
    const part = '.byte 1, 2\n.text\n    LDI32 R1, 5\n.data\n';
    expectWhole('.data\nx:\n.include "part"\n.align 4\n.include "part"\n.text\n.org 32\n    RET\n', { part });
  });

  it('is right in lines with mistakes', () => {
    expectWhole(
      '    ADD R1\n    FOO\n.data\n .byte 1,, "x"\n .half bad bad, 2\n .zero -1\n .asciz "a" "b"\n .word 9\n',
      {},
    );
  });

  function expectWhole(text: string, others: Record<string, string>): void {
    const { context, assembly } = fixture(text, others);
    const unit = context.program.units[0]!;
    const extents = [...context.program.layoutOf(unit).values()].flatMap((lines) => [...lines.values()].flat());
    for (const section of ['text', 'data'] as const) {
      const covered = extents.filter((extent) => extent.section === section && extent.size > 0);
      covered.sort((a, b) => a.offset - b.offset);
      let end = 0;
      for (const { offset, size } of covered) {
        expect(offset).toBe(end);
        end += size;
      }
      expect(end).toBe(section === 'text' ? 4 * assembly.object.code.length : assembly.object.rodata.length);
    }
  }
});
