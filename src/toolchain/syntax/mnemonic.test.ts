import { describe, expect, it } from 'vitest';
import { instructions } from '../../isa/instructions';
import { instructionAt } from './mnemonic';

const named = (word: string) => instructionAt(` ${word};`, 1, 1 + word.length)?.mnemonic;

describe('instructionAt', () => {
  it('knows every instruction in any case', () => {
    for (const { mnemonic } of instructions) {
      expect(named(mnemonic)).toBe(mnemonic);
      expect(named(mnemonic.toLowerCase())).toBe(mnemonic);
    }
  });

  it('knows nothing else', () => {
    const others = ['', 'L', 'LDI3', 'LDI322', 'ADD.', 'PUSHES', '0', 'L\x04I'];
    expect(others.map(named)).toEqual(others.map(() => undefined));
  });
});
