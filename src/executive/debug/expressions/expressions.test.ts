import { describe, expect, it } from 'vitest';
import type { MachineView } from '../machine-view';
import { evaluate, type Value } from './evaluate';
import { ExpressionError } from './expression-error';
import { parseExpression, parseStatement } from './parse';
import { printExpression } from './print';
import { type Named, type Names, noNames, resolveExpression } from './resolve';

const memory = new Uint8Array(0x10000);
const view = new DataView(memory.buffer);
view.setUint32(0x4000, 0xfffffffe, true);
view.setUint16(0x4004, 0x3e00, true);
memory.set(new TextEncoder().encode('hello\0'), 0x4010);
for (let i = 0; i < 8; i++) view.setUint16(0x4020 + 2 * i, i, true);

const symbols: Record<string, Named> = {
  counter: { kind: 'data', address: 0x4000, type: 'auto', count: 4 },
  ratio: { kind: 'data', address: 0x4004, type: 'auto', count: 2 },
  greeting: { kind: 'data', address: 0x4010, type: 'auto', count: 6 },
  table: { kind: 'data', address: 0x4020, type: 'u16', count: 8 },
  'my.label$1': { kind: 'data', address: 0x4005, type: 'auto', count: 1 },
  fib: { kind: 'code', address: 0x18 },
  local: { kind: 'frame', offset: -4, type: 'i16', count: 1 },
  kept: { kind: 'register', name: 'R0' },
};
const registers = new Array<number>(16).fill(0);
registers[0] = 55;
registers[1] = 0x4000;
registers[7] = 0x4024;
registers[15] = 0xffff0000;

const machine: MachineView = {
  registers,
  pc: 0x18,
  sp: 0xfff0,
  psw: 5,
  load(address, size) {
    if (address + size > memory.length) return undefined;
    return size === 4 ? view.getUint32(address, true) : size === 2 ? view.getUint16(address, true) : memory[address];
  },
  read: (address, length) => memory.slice(address, address + length),
  task: (pid) => (pid === 2 ? { ...machine, registers: registers.map((_, index) => 100 + index) } : undefined),
};

const names: Names = {
  named: (name) => (Object.hasOwn(symbols, name) ? symbols[name] : undefined),
  task: (task) => (task === 'other' || task === '2' ? { pid: 2, names } : undefined),
};

/** As an executive that has no symbols comes to the same. */
function value(text: string): Value {
  const resolved = resolveExpression(parseExpression(text), names);
  const result = evaluate(resolved, machine);
  const { radix: _, ...printed } = resolveExpression(parseExpression(printExpression(resolved)), noNames);
  expect(evaluate({ ...printed, radix: undefined }, machine)).toMatchObject(
    result.kind === 'scalar' ? { value: result.value } : result,
  );
  return result;
}

function number(text: string): number {
  const result = value(text);
  if (result.kind !== 'scalar') throw new Error(`${text} is ${result.kind}`);
  return result.value;
}

function failure(text: string): { reason: string; position: number } {
  try {
    value(text);
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
    ['fp', 0x4024],
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
    ['[R1,u8] + [R1 + 1,u8]', 0xfe + 0xff],
    ['local', 0],
    ['&local', 0x4020],
    ['kept', 55],
    ['table[3]', 3],
    ['table[R0 - 53] * 2', 4],
    ['#2:R3', 103],
    ['#other:R3 - #2:R0', 3],
    ['@0x4000', -2],
    ['[counter,u32] > 5', 1],
    ['[ratio,f16] * 2', 3],
    ['[ratio,f16] > 1.25', 1],
    ['1.5 + 1', 2.5],
    ['[counter],u8', 0xfe],
    ['[counter],i8', -2],
    ['counter,u32', 0xfffffffe],
    ['ratio,f16', 1.5],
    ['R0,i8', 55],
    ['1.5', 1.5],
    ['-1.5', -1.5],
  ])('%s = %d', (text, expected) => expect(number(text)).toBe(expected));

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
  ])('%s = %d', (text, expected) => expect(number(text)).toBe(expected));

  it('sees texts and arrays', () => {
    expect(value('greeting')).toMatchObject({ kind: 'text', bytes: new TextEncoder().encode('hello') });
    expect(value('[&greeting + 1],str,2')).toMatchObject({ kind: 'text', bytes: new TextEncoder().encode('el') });
    expect(value('table,u16,8')).toEqual({ kind: 'array', type: 'u16', address: 0x4020, count: 8 });
    expect(value('[0x4020],4')).toEqual({ kind: 'array', type: 'word', address: 0x4020, count: 4 });
    expect(value('fib')).toEqual({ kind: 'scalar', type: 'code', value: 0x18 });
    expect(value('table')).toEqual({ kind: 'array', type: 'u16', address: 0x4020, count: 8 });
    expect(value('@0x4000:3')).toEqual({ kind: 'array', type: 'u8', address: 0x4000, count: 3 });
  });

  it('knows where a value is kept', () => {
    expect(value('R3')).toMatchObject({ place: { kind: 'register', name: 'R3' } });
    expect(value('psw.v')).toMatchObject({ place: { kind: 'flag', name: 'V' } });
    expect(value('[R1 + 2],u8')).toMatchObject({ place: { kind: 'memory', address: 0x4002 } });
    expect(value('R3 + 1')).not.toHaveProperty('place');
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
    ['$', 0, 'unexpected "$"'],
    ['#R1', 0, 'a task is chosen by #pid'],
    ['#7:R1', 0, 'there is no task "7"'],
    ['fib[1]', 0, '"fib" has no elements'],
    ['[R1,str]', 4, 'inside the brackets'],
    ['1.5 & 1', 4, 'works on the bits of integers'],
    ["'a", 0, "a character is written 'c'"],
    ['('.repeat(5000), 200, 'nested too deeply'],
  ])('%s fails at column %d', (text, position, reason) => {
    const found = failure(text);
    expect(found.reason).toContain(reason);
    expect(found.position).toBe(position);
  });
});
