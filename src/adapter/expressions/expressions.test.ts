import { describe, expect, it } from 'vitest';
import { type EvaluatedSymbol, evaluate, type Value } from './evaluate';
import { ExpressionError } from './expression-error';
import { parseExpression, parseStatement } from './parse';

const memory = new Uint8Array(0x10000);
const view = new DataView(memory.buffer);
view.setUint32(0x4000, 0xfffffffe, true);
view.setUint16(0x4004, 0x3e00, true);
memory.set(new TextEncoder().encode('hello\0'), 0x4010);
for (let i = 0; i < 8; i++) view.setUint16(0x4020 + 2 * i, i, true);

const symbols: Record<string, EvaluatedSymbol> = {
  counter: { section: 'data', address: 0x4000, size: 4 },
  ratio: { section: 'data', address: 0x4004, size: 2 },
  greeting: { section: 'data', address: 0x4010, size: 6 },
  table: { section: 'data', address: 0x4020, size: 16 },
  'my.label$1': { section: 'data', address: 0x4005, size: 1 },
  fib: { section: 'code', address: 0x18, size: 0 },
};
const registers: Record<string, number> = {
  R0: 55,
  R1: 0x4000,
  R7: 0xfff4,
  R15: 0xffff0000,
  PC: 0x18,
  SP: 0xfff0,
  PSW: 5,
};

const value = (text: string): Promise<Value> =>
  evaluate(parseExpression(text), {
    register: (name) => registers[name] ?? 0,
    symbol: (name) => (Object.hasOwn(symbols, name) ? symbols[name] : undefined),
    read: async (address, length) => memory.slice(address, address + length),
  });

async function number(text: string): Promise<number> {
  const result = await value(text);
  if (result.kind !== 'scalar') throw new Error(`${text} is ${result.kind}`);
  return result.value;
}

async function failure(text: string): Promise<{ reason: string; position: number }> {
  try {
    await value(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { reason: error.reason, position: error.position };
    throw error;
  }
  throw new Error(`${text} did not fail`);
}

describe('expressions', () => {
  it.each([
    ['10', 10],
    ['0x4000', 0x4000],
    ['0b1010_0101', 0xa5],
    ['0o17', 15],
    ['1_000', 1000],
    ["'A'", 65],
    ["'\\n'", 10],
    ["'\\x7f'", 127],
    ["'''", 39],
    ['0xFFFFFFFF', -1],
    ['R0', 55],
    ['r0', 55],
    ['sp', 0xfff0],
    ['fp', 0xfff4],
    ['psw', 5],
    ['PSW.Z', 1],
    ['psw.c', 0],
    ['psw.n', 1],
    ['R15', -0x10000],
    ['counter', -2],
    ['&counter', 0x4000],
    ['&fib', 0x18],
    ['fib + 4', 0x1c],
    ['my.label$1', 0x3e],
    ['[R1]', -2],
    ['*R1', -2],
    ['[counter]', -2],
    ['[counter + 4],u16', 0x3e00],
    ['[R7+-4],u8', 0],
    ['[counter],u8', 0xfe],
    ['[counter],i8', -2],
    ['counter,u32', 0xfffffffe],
    ['ratio,f16', 1.5],
    ['R0,i8', 55],
    ['1.5', 1.5],
    ['-1.5', -1.5],
  ])('%s = %d', async (text, expected) => expect(await number(text)).toBe(expected));

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['-7 / 2', -3],
    ['-7 % 2', -1],
    ['1 << 4 | 1', 17],
    ['6 & 3 == 3', 0],
    ['0x80000000 >> 31', 1],
    ['0x80000000 >>> 31', -1],
    ['0x7FFFFFFF + 1', -0x80000000],
    ['0x10000 * 0x10000', 0],
    ['~0', -1],
    ['!0 + !5', 1],
    ['-1 < 0', 1],
    ['2 >= 2 && 1 != 2', 1],
    ['0 || 0', 0],
    ['1 || 1 / 0', 1],
    ['0 && 1 / 0', 0],
    ['- -1', 1],
    ['5 ^ 1', 4],
  ])('%s = %d', async (text, expected) => expect(await number(text)).toBe(expected));

  it('sees texts and arrays', async () => {
    expect(await value('greeting')).toMatchObject({ kind: 'text', bytes: new TextEncoder().encode('hello') });
    expect(await value('[&greeting + 1],str,2')).toMatchObject({ kind: 'text', bytes: new TextEncoder().encode('el') });
    expect(await value('table,u16,8')).toEqual({ kind: 'array', type: 'u16', address: 0x4020, count: 8 });
    expect(await value('[0x4020],4')).toEqual({ kind: 'array', type: 'word', address: 0x4020, count: 4 });
    expect(await value('fib')).toEqual({ kind: 'code', address: 0x18 });
  });

  it('knows where a value is kept', async () => {
    expect(await value('R3')).toMatchObject({ place: { kind: 'register', name: 'R3' } });
    expect(await value('psw.v')).toMatchObject({ place: { kind: 'flag', name: 'V' } });
    expect(await value('[R1 + 2],u8')).toMatchObject({ place: { kind: 'memory', address: 0x4002 } });
    expect(await value('R3 + 1')).not.toHaveProperty('place');
  });

  it('reads the radix of a suffix', () => {
    expect(parseExpression('R1,u16,x')).toMatchObject({ type: 'u16', radix: 'hex' });
    expect(parseExpression('R1,b')).toMatchObject({ radix: 'binary' });
  });

  it('reads assignments', () => {
    expect(parseStatement('[R1],u8 = 5')).toMatchObject({ target: { type: 'u8' }, value: { node: { value: 5 } } });
    expect(parseStatement('R1 == 5')).toMatchObject({ node: { operator: '==' } });
  });

  it.each([
    ['', 0, 'the expression ends'],
    ['1 +', 3, 'the expression ends'],
    ['foo', 0, '"foo" is neither a register nor a label'],
    ['1 + foo', 4, '"foo" is neither'],
    ['(1', 2, '")" is missing for the "(" in column 1'],
    ['[R1', 3, '"]" is missing'],
    ['1 2', 2, 'an operator is missing before "2"'],
    ['R1 = 5', 3, 'an assignment has no place here'],
    ['R1,q', 3, 'after a comma stands a type'],
    ['12abc', 0, '"12abc" is not a number'],
    ['0x1_0000_0000', 0, 'does not fit 32 bits'],
    ['1 / 0', 2, 'division by zero'],
    ['[0xFFFE]', 0, 'beyond the end of data memory'],
    ['[0xFFF0],u32,5', 0, 'beyond the end of data memory'],
    ['R1,u8,4', 0, 'only memory has a count'],
    ['table + 1', 0, 'this is no single number'],
    ['#', 0, 'unexpected "#"'],
    ["'a", 0, "a character is written 'c'"],
    ['1.5 + 1', 0, 'there is no arithmetic on fractions'],
    ['('.repeat(5000), 200, 'nested too deeply'],
  ])('%s fails at column %d', async (text, position, reason) => {
    const found = await failure(text);
    expect(found.reason).toContain(reason);
    expect(found.position).toBe(position);
  });
});
