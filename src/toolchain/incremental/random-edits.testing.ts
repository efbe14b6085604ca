/** Random programs and random edits of them, for tests that hold incremental work against work from scratch. */

import fc from 'fast-check';
import type { Range } from '../diagnostics';

const names = ['main', 'loop', 'data', 'x', 'far', 'a.b', '_start'];
const name = fc.constantFrom(...names);
const register = fc.integer({ min: 0, max: 15 }).map((index) => `R${index}`);

const code = fc.oneof(
  fc.tuple(register, fc.integer({ min: -3000, max: 3000 })).map(([r, n]) => `    LDI ${r}, ${n}`),
  fc.tuple(register, name).map(([r, n]) => `    LDI32 ${r}, ${n}`),
  fc.tuple(fc.constantFrom('JMP', 'JZ', 'CALL'), name).map(([m, n]) => `    ${m} ${n}`),
  fc.tuple(register, register, register).map((r) => `    ADD ${r.join(', ')} ; sum`),
  fc.tuple(fc.constantFrom('PUSH', 'POP'), register).map(([m, r]) => `    ${m} ${r}`),
  fc.constantFrom(
    '    RET',
    '    SVC MOD=6, FN=0',
    '    LD R1, [R7+-4]',
    '    ST [R2 + x], R1',
    '    BRK 3',
    '    FOO R1',
  ),
);
const directive = fc.oneof(
  fc.constantFrom('.text', '.data', '.text', '.data', '.entry', '.entry main', '.entry x', '.org 64', '.align 8'),
  fc.constantFrom('.zero 3', '.byte 1, "ab", x', '.word loop, 2', '.half off16(x)', '.asciz "t;x"', '.ascii "open'),
  fc.tuple(fc.constantFrom('.import', '.export', '.extern'), name).map((parts) => parts.join(' ')),
  fc.constantFrom('.include "lib.mvasm"', 'here: .include "other.mvasm"', '.include "main.mvasm"', '.include "none"'),
  fc.constantFrom(
    '.value {"group":1,"id":2}',
    '.value {"group":1,',
    '"id":7, "flags": "RO"',
    '}',
    '.mailbox {"target":"a"}',
  ),
  fc.constantFrom('.cmd {"group":1,"id":1,"handler":"main"}', '.words 3', 'true: .include "lib.mvasm"'),
);
const label = name.map((text) => `${text}:`);
const other = fc.constantFrom('', '; comment', '   ', 'main: RET', '\ufeff', 'é', '"', "'", '[', '{');

export const anyLine = fc.oneof(
  { weight: 6, arbitrary: code },
  { weight: 3, arbitrary: directive },
  { weight: 2, arbitrary: label },
  { weight: 1, arbitrary: other },
);
const lineBreak = fc.oneof({ weight: 8, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\r'));

const join = (lines: readonly (readonly [string, string])[]): string => lines.map((parts) => parts.join('')).join('');

/** A text of up to `maxLines` lines, with and without a break at its end. */
export const anyText = (maxLines: number): fc.Arbitrary<string> =>
  fc.array(fc.tuple(anyLine, lineBreak), { maxLength: maxLines, size: 'max' }).map(join);

export interface Edit {
  readonly range: Range;
  readonly text: string;
}

const position = fc.record({ line: fc.nat(400), character: fc.nat(30) });

/** Typing, deleting and pasting; positions may lie outside the text. */
export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .record({ at: position, text: fc.constantFrom('R', '1', ',', ' ', '\n', ';', '"', '{', '}', ':', '.', '\r') })
    .map(({ at, text }) => ({ range: { start: at, end: at }, text })),
  fc.record({ at: position, lines: fc.nat(3), end: fc.nat(20) }).map(({ at, lines, end }) => ({
    range: { start: at, end: { line: at.line + lines, character: end } },
    text: '',
  })),
  fc.record({ at: position, lines: fc.nat(150), text: anyText(200) }).map(({ at, lines, text }) => ({
    range: { start: at, end: { line: at.line + lines, character: 0 } },
    text,
  })),
);
