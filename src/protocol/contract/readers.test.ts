import { describe, expect, it } from 'vitest';
import { commands } from '../contract';
import { command, optional, readArguments, required } from './command';
import { bytes, flag, hexText, integer, type Reader, real, text } from './readers';

const read = <Value>(reader: Reader<Value>, value: unknown): Value => reader(value, 'x');

describe('integers', () => {
  it.each([
    [7, 7],
    [1.9, 1],
    [-1.9, -1],
    [true, 1],
    ['12', 12],
    [' -3 ', -3],
    ['0x1F', 31],
    ['0o17', 15],
    ['0b101', 5],
    ['007', 7],
  ])('reads %j as %d', (value, number) => {
    expect(read(integer(), value)).toBe(number);
  });

  it.each(['zz', '', '1.5', '0x', {}, [], Number.NaN])('refuses %j', (value) => {
    expect(() => read(integer(), value)).toThrow("'x' must be an integer, got");
  });

  it('keeps a range', () => {
    expect(() => read(integer({ min: 2 }), 1)).toThrow("'x' must be at least 2, got 1");
    expect(() => read(integer({ max: 2 }), '3')).toThrow("'x' must be at most 2, got 3");
  });

  it('says what the command says', () => {
    expect(() => read(commands.bp.arguments.addr.read, 'q')).toThrow("invalid breakpoint addr 'q'");
  });
});

describe('other arguments', () => {
  it('reads numbers', () => {
    expect(read(real(), '2.5')).toBe(2.5);
    expect(read(real(), true)).toBe(1);
    expect(read(real(), '1e3')).toBe(1000);
    for (const value of ['', 'x', [], {}]) expect(() => read(real(), value)).toThrow("'x' must be a number");
  });

  it('reads text, flags, bytes', () => {
    expect(() => read(text, 5)).toThrow("'x' must be a string, got '5'");
    expect([1, 'off', {}, true, 0, '', false].map((value) => read(flag, value))).toEqual([
      ...[true, true, true, true],
      ...[false, false, false],
    ]);
    expect([...read(bytes, 'AP8=')]).toEqual([0, 255]);
    expect(() => read(bytes, '*')).toThrow("'x' must be base64 text");
  });

  it('reads hex with blanks, and says where it ends', () => {
    expect(read(hexText(), 'AB cd')).toBe('ABcd');
    expect(() => read(hexText(), '0g')).toThrow('non-hexadecimal number found in fromhex() arg at position 1');
    expect(() => read(hexText(), '012')).toThrow('position 3');
    expect(() => read(hexText('needs hex'), 5)).toThrow('needs hex');
  });

  it('reads words by all their names, in any case', () => {
    const { read: operation } = commands.bp.arguments.op;
    expect(['ADD', 'rm', '', 'clearall'].map((name) => operation(name, 'op'))).toEqual([
      ...['set', 'clear', 'list', 'clear_all'],
    ]);
    expect(() => operation('zz', 'op')).toThrow("unknown bp op 'zz'");
  });

  it('tells where a structure is wrong', () => {
    expect(() => read(commands['debug.run'].arguments.step.read, { pid: 1, kind: 'up' })).toThrow("'x.kind': ");
  });
});

describe('requests', () => {
  const declared = command()({
    first: required(integer()),
    second: optional(text, { aliases: ['other'] }),
    third: required(text, { missing: 'say the third' }),
  });

  it('take aliases, ignore the unknown, and take null as absent', () => {
    const message = { cmd: 'c', first: '1', second: null, other: 'b', third: 'c', fourth: 4 };
    expect(readArguments('c', declared, message)).toEqual({ first: 1, second: 'b', third: 'c' });
    expect(readArguments('c', declared, { first: 0, third: '' })).toEqual({ first: 0, third: '' });
  });

  it('say what is missing', () => {
    expect(() => readArguments('c', declared, { first: null })).toThrow("c requires 'first'");
    expect(() => readArguments('c', declared, { first: 1 })).toThrow('say the third');
  });
});
