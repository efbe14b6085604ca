/** Which token every word is, on documents with marks. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentTokens, tokenEdits } from './document-tokens';
import { fixture } from './fixture.testing';
import { program } from './program.testing';
import { tokensInRange, tokensLegend } from './semantic-tokens';

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
