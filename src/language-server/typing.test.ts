/** What helps at the cursor: signatures, selections, and order as one types. */

import { describe, expect, it } from 'vitest';
import { edited, fixture } from './fixture.testing';
import { onTypeFormatting } from './on-type-formatting';
import { program } from './program.testing';
import { selectionRanges } from './selection-range';
import { signatureHelp } from './signature-help';

describe('signature help', () => {
  const active = (marked: string): string | undefined => {
    const { context, cursor } = fixture(marked);
    const help = signatureHelp(context, cursor, { parameterInformation: { labelOffsetSupport: true } });
    const [signature] = help?.signatures ?? [];
    const parameter = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
    if (!signature) return undefined;
    if (typeof parameter === 'string') return `${signature.label} @ ${parameter}`;
    return parameter ? `${signature.label} @ ${signature.label.slice(...parameter)}` : signature.label;
  };

  it('names parameters, in plain text, for clients that do not say they show more', () => {
    const { context, cursor } = fixture('    LD R1, <|>');
    expect(signatureHelp(context, cursor)?.signatures[0]?.parameters).toEqual([
      { label: 'rd', documentation: { kind: 'plaintext', value: 'rd is written' } },
      { label: '[rs1+imm]', documentation: { kind: 'plaintext', value: expect.not.stringContaining('`') } },
    ]);
  });

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
