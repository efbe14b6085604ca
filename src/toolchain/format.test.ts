import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble';
import { hasErrors } from './diagnostics';
import { formatEdits, formatSource } from './format';
import { writeObject } from './object';
import { mixedSource, samples, vectorSources } from './sources.testing';

/** The object of a main file among others. */
function objectOf(main: string, sources: ReadonlyMap<string, string>) {
  const { object, diagnostics } = assemble(main, (path) => sources.get(path));
  return { text: writeObject(object), correct: !hasErrors(diagnostics), codes: diagnostics.map(({ code }) => code) };
}

describe('formatSource', () => {
  it.each([
    ['indents code and writes it in upper case', 'ldi r1,5', '    LDI R1, 5'],
    ['puts commas between operands', '\tAdd\tr1 r2   ,r3', '    ADD R1, R2, R3'],
    ['puts labels in the first column', '  loop :', 'loop:'],
    ['keeps a label and its code on one line', '  loop:add r1,r1,r2', 'loop: ADD R1, R1, R2'],
    ['keeps an address as it is', '    LD R1, [R7+-4]', '    LD R1, [R7+-4]'],
    ['takes blanks out of addresses', 'st [ r7 - 4 ],r0', '    ST [R7-4], R0'],
    ['keeps an address without offset', 'ld r0 [r3]', '    LD R0, [R3]'],
    ['writes fields of SVC in upper case', 'svc mod = 0x5 fn=0xa', '    SVC MOD=0x5, FN=0xa'],
    ['knows symbols that look like registers', 'jmp r5', '    JMP r5'],
    ['keeps the case of names and numbers', 'ldi32 r1,Name', '    LDI32 R1, Name'],
    ['puts directives in the first column', '  .TEXT', '.text'],
    ['keeps what a section directive ignores', '  .DATA  and more', '.data and more'],
    ['puts .align in the first column', '   .Align   4', '.align 4'],
    ['indents data', '.WORD 1,2 ,0xaB', '    .word 1, 2, 0xaB'],
    ['indents .zero', '.zero 20', '    .zero 20'],
    ['leaves strings alone', '.byte "a , b",\'c\'  ,7', '    .byte "a , b", \'c\', 7'],
    ['leaves text alone', '.asciz   "a ,  ; b"', '    .asciz "a ,  ; b"'],
    ['leaves metadata alone', '  .VALUE {"group":1,  "id" :2}', '.value {"group":1,  "id" :2}'],
    ['keeps an item that is missing', '.byte 1,,2', '    .byte 1,,2'],
    ['keeps an unknown instruction', '  fly  r1,r2', '  fly  r1,r2'],
    ['keeps an unknown directive', '  .FLY  r1,r2', '  .FLY  r1,r2'],
    ['keeps an operand it cannot read', 'ld  r1,[r2*4]', 'ld  r1,[r2*4]'],
    ['keeps an open quote', ' .asciz "abc', ' .asciz "abc'],
    ['keeps a label that is none', '  a b:', '  a b:'],
    ['removes blanks at the end of a line', 'ret   ', '    RET'],
    ['removes blanks at the end of a comment', '; done \t', '; done'],
    ['keeps a comment on a line of its own', '        ; so', '        ; so'],
  ])('%s', (_, before, after) => {
    expect(formatSource(`${before}\n`)).toBe(`${after}\n`);
  });

  it('keeps blank lines, line breaks and a byte-order mark, and ends the last line', () => {
    expect(formatSource('\ufeffret\r\n   \r\n\r\n\tret')).toBe('\ufeff    RET\r\n\r\n\r\n    RET\r\n');
    expect(formatSource('ret\rret')).toBe('    RET\r    RET\r');
    expect(formatSource('ret')).toBe('    RET\n');
    expect(formatSource('')).toBe('');
  });

  it('keeps every line of metadata over several lines', () => {
    const payload = '{\n     "group": 1,   ; first\n  "id":2\n   }';
    expect(formatSource(`  .VALUE ${payload}\nret\n`)).toBe(`.value ${payload}\n    RET\n`);
  });

  it('aligns the comments of a block in one column', () => {
    expect(formatSource('ldi r1,1 ; one\nret\nadd r1,r1,r2   ; two\n\nret ; three\n')).toBe(
      '    LDI R1, 1      ; one\n    RET\n    ADD R1, R1, R2 ; two\n\n    RET ; three\n',
    );
  });

  it('changes no sample', () => {
    const changed = samples('examples').filter((file) => {
      const text = readFileSync(file, 'utf8');
      return formatSource(text) !== text;
    });
    expect(changed).toEqual([]);
  });

  it.each(samples('test/adapter/programs'))('keeps the meaning of %s', (file) => {
    const text = readFileSync(file, 'utf8');
    const formatted = formatSource(text);
    expect(formatSource(formatted)).toBe(formatted);
    expect(objectOf('a', new Map([['a', formatted]]))).toEqual(objectOf('a', new Map([['a', text]])));
  });

  it('keeps the meaning of every golden vector', () => {
    let assembled = 0;
    for (const [name, sources] of vectorSources) {
      const formatted = new Map([...sources].map(([path, text]) => [path, formatSource(text)]));
      for (const [path, text] of formatted) {
        expect(formatSource(text), name).toBe(text);
        const before = objectOf(path, sources);
        if (before.correct) assembled++;
        const after = objectOf(path, formatted);
        expect({ text: after.text, correct: after.correct }, name).toEqual({
          text: before.text,
          correct: before.correct,
        });
      }
    }
    expect(assembled).toBeGreaterThan(200);
  });

  it('keeps the meaning of whatever is written, and formatting again changes nothing', () => {
    fc.assert(
      fc.property(mixedSource, (text) => {
        const formatted = formatSource(text);
        expect(formatSource(formatted)).toBe(formatted);
        const before = objectOf('a', new Map([['a', text]]));
        const after = objectOf('a', new Map([['a', formatted]]));
        expect({ text: after.text, correct: after.correct }).toEqual({ text: before.text, correct: before.correct });
      }),
      { numRuns: 3000 },
    );
  });
});

describe('formatEdits', () => {
  it('changes only lines of the range', () => {
    expect(formatEdits('ret\nret\nret\nret', { first: 1, last: 2 })).toEqual([
      { line: 1, start: 0, end: 3, text: '    RET' },
      { line: 2, start: 0, end: 3, text: '    RET' },
    ]);
    expect(formatSource('ret\nret\n', { first: 1, last: 9 })).toBe('ret\n    RET\n');
  });

  it('changes nothing in what is formatted', () => {
    expect(formatEdits('main:\n    RET\n')).toEqual([]);
  });
});
