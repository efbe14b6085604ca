import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.testing';
import { hover } from './hover';

function hoverText(marked: string, others?: Record<string, string>): string | undefined {
  const { context, cursor } = fixture(marked, others);
  const found = hover(context, cursor);
  return found ? (found.contents as { value: string }).value : undefined;
}

const program = `
.import other
.entry main
.text
; Adds one.
; Twice.
main:
    LDI R1, 0x41
    LDI32 R2, table
    CALL other
    CALL helper
    LD R3, [R7+-4]
    SVC MOD=0x5, FN=0x3
    RET
helper: RET ; does nothing
.data
before:
    .word 7
table:
    .half 0x3C00, 2
    .asciz "hi"
.value {"group":1,"id":2,"flags":"RO|PERSIST"}
.cmd {"group":3,"id":"0x10","handler":"helper"}
`;
/** The program with the cursor behind this part of it. */
const at = (part: string): string => program.replace(part, `${part}<|>`);

describe('hover', () => {
  it.each<[string, string, string[]]>([
    [
      'an instruction',
      '    LDI32',
      ['LDI32 rd, imm32', 'Flags: unchanged', '8 bytes', '0x60200000 0x00004004', 'rd 2'],
    ],
    ['a call with its target', '    CALL', ['At `0x000C`', '<other>']],
    ['a number', 'LDI R1, 0x4', ['65', '0b0100_0001', "`'A'`", 'half']],
    ['a negative number', '[R7+-4', ['-4, unsigned 4294967292', '0xFFFFFFFC']],
    ['a label with the comment above it', 'mai', ['main:', 'Adds one.', 'Twice.', 'Exported code label', '1 use']],
    ['a label with the comment behind it', 'CALL helpe', ['does nothing', '2 uses']],
    ['a data label', 'LDI32 R2, tabl', ['Private data label', '0x4004', '7 bytes']],
    ['a label of another unit', 'CALL othe', ['of lib.mvasm, line 3', 'Helps.', '0x0024']],
    ['a service with its registers', 'MOD=0', ['mailbox.receive', '| in | `R4` | time-out |', '7 TIMEOUT']],
    ['a directive with its bytes', '    .hal', ['Half-words', '00 3C 02 00']],
    ['a key of metadata', '"gro', ['required', 'oid 0x0102 = 258']],
    ['flags', '"RO|PER', ['= 0x03']],
    ['an id as text', '"0x1', ['oid 0x0310', '16']],
    ['the handler', '"handler":"hel', ['does nothing']],
  ])('explains %s', (_name, part, texts) => {
    const text = hoverText(at(part), { 'lib.mvasm': '.export other\n; Helps.\nother:\n    RET\n' });
    for (const expected of texts) expect(text).toContain(expected);
  });

  it.each([
    ['a comment', '    RET ; wh<|>y'],
    ['an unknown word', '    FO<|>O R1'],
    ['nothing', '  <|>'],
    ['an unknown name', '    CALL no<|>where'],
  ])('has nothing to say about %s', (_name, text) => {
    expect(hoverText(text)).toBeUndefined();
  });

  it('gives the value of lo16 and the like', () => {
    expect(hoverText('    LDI R1, off16(b<|>)\n.data\na: .word 1\nb: .word 2\n')).toContain('`off16(b)` = 0x0004');
  });

  it('says of an import that nobody exports it', () => {
    expect(hoverText('.import x\n    CALL <|>x\n')).toContain('No unit of the program exports it');
  });
});
