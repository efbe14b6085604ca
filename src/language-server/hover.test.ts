import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.testing';
import { hover } from './hover';

function hoverText(marked: string, others?: Record<string, string>): string | undefined {
  const { context, cursor } = fixture(marked, others);
  const found = hover(context, cursor, ['markdown']);
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

  it('names the words behind a number in metadata', () => {
    expect(hoverText('.value {"group":1,"value":2,"flags":<|>3}\n')).toMatch(/^`RO`, `PERSIST`\n/);
    expect(hoverText('.value {"group":1,"value":2,"auth":"<|>1"}\n')).toMatch(/^`USER`\n/);
  });

  it('tells what a routine reads, changes and needs', () => {
    const text = hoverText(`
.entry main
main: CALL f
    JMP main
f<|>:
    PUSH R4
    ADC R4, R1, R2
    JZ end
    CALL g
end:
    POP R4
    RET
g:
    PUSH R0
    POP R3
    RET
`);
    expect(text).toContain(
      'Reads: R0, R1, R2, flag C  \nChanges: R3, flags Z, C, N, V  \nRestores: R4  \n' +
        'Stack: 12 bytes, 4 of its own  \nRuns: 5 to 9 instructions until it returns',
    );
  });

  it.each([
    ['f<|>:\n    PUSH R1\n    RET\n', 'It leaves 4 bytes on the stack.'],
    ['f<|>:\n    POP R1\n    PUSH R1\n    RET\n', 'It takes 4 bytes more than it puts on the stack.'],
    [
      'f<|>:\n    PUSH R1\n    JZ end\n    POP R1\nend:\n    RET\n',
      'The stack is not the same on all ways to its end.',
    ],
    ['.export f\nf<|>:\n    PUSH R1\n    JMP f\n', 'Stack: no limit, a loop pushes  \nRuns: does not return'],
    ['f<|>:\n    CALL f\n    RET\n', 'Stack: no limit, it recurses'],
    ['.import gone\nf<|>:\n    CALL gone\n    RET\n', 'It calls what is not known'],
    ['f<|>:\n    ST [R15+0], R1\n    RET\n', 'It stores over its return address.'],
    ['f<|>:\n    LDI R0, 1\n    SVC MOD=0x1, FN=0x0\n', 'Runs: 2 instructions until the task ends'],
    ['f<|>:\n    LDI R0, 1\n', 'Runs: may run off the code'],
  ])('says of a routine what is odd about it: %j', (source, said) => {
    expect(hoverText(source)).toContain(said);
  });

  it('says of an import that nobody exports it', () => {
    expect(hoverText('.import x\n    CALL <|>x\n')).toContain('No unit of the program exports it');
  });
});
