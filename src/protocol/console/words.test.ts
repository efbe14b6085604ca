import { describe, expect, it } from 'vitest';
import { Arguments, numberOf, splitWords } from './words';

describe('words', () => {
  it.each([
    ['  ps  ', ['ps']],
    ['peek 1 0x4000', ['peek', '1', '0x4000']],
    ['send "a b" \'c "d"\'', ['send', 'a b', 'c "d"']],
    ['send "line\\n\\"x\\" \\\\"', ['send', 'line\n"x" \\']],
    ['send ""', ['send', '']],
    ['# all of it', []],
    ['ps # the rest', ['ps']],
    ['', []],
  ])('of %j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it('tell where a quote does not end', () => {
    expect(() => splitWords('send "abc')).toThrow('The quote at column 6 does not end.');
  });
});

describe('arguments', () => {
  it('find -p anywhere', () => {
    const words = new Arguments(['3', '-p', '2', 'x'], 'step [N]');
    expect(words.pid).toBe(2);
    expect([words.number(), words.next(), words.next()]).toEqual([3, 'x', undefined]);
    expect(() => new Arguments(['-p'], 'ps')).toThrow('-p needs the pid');
  });

  it('say how a command is used', () => {
    expect(() => new Arguments([], 'peek ADDRESS').required()).toThrow('Usage: peek ADDRESS');
    expect(() => new Arguments(['x'], 'peek N').number()).toThrow('"x" is no number. Usage: peek N');
    expect(() => new Arguments(['x'], 'ps').end()).toThrow('"x" is too much. Usage: ps');
  });
});

it('reads numbers in all radices', () => {
  expect(['12', '-0x10', '0b11', '0o17', '1.5', 'a', ''].map(numberOf)).toEqual([12, -16, 3, 15, ...Array(3)]);
});
