/** Evaluates expressions against one stack frame. Arithmetic is that of the machine: 32 bits, signed where it matters. */

import { Flag, MEMORY_SIZE } from '../../isa/constants';
import { interpret, readScalar, type ScalarType, sizeOf } from '../values/data-type';
import { viewOf } from '../values/label-view';
import { ExpressionError } from './expression-error';
import { type FlagName, flagOf, type RegisterName, registerOf } from './registers';
import type { BinaryOperator, Expression, Node } from './syntax-tree';

export interface EvaluatedSymbol {
  readonly section: 'code' | 'data';
  readonly address: number;
  /** Bytes; 0 when unknown. */
  readonly size: number;
}

/** What an expression can see: the frame, its program's symbols, its task's data memory. */
export interface EvaluationScope {
  register(name: RegisterName): number;
  symbol(name: string): EvaluatedSymbol | undefined;
  /** Fewer bytes than asked for beyond the end of memory. */
  read(address: number, length: number): Promise<Uint8Array>;
}

/** Where a value is kept, when it can be written. */
export type Place =
  | { readonly kind: 'register'; readonly name: RegisterName }
  | { readonly kind: 'flag'; readonly name: FlagName }
  | { readonly kind: 'memory'; readonly address: number };

export type Value =
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly value: number; readonly place?: Place }
  /** `size` counts what lies behind the closing zero, too. */
  | { readonly kind: 'text'; readonly address: number; readonly bytes: Uint8Array; readonly size: number }
  | { readonly kind: 'array'; readonly type: ScalarType; readonly address: number; readonly count: number }
  | { readonly kind: 'code'; readonly address: number };

/** Longest text that is read when no count is given. */
const MAX_TEXT = 1024;

/** @throws ExpressionError */
export async function evaluate(expression: Expression, scope: EvaluationScope): Promise<Value> {
  const { node, type, count } = expression;
  if (type === undefined && count === undefined) return new Evaluator(scope).value(node, false);
  return new Evaluator(scope).viewed(node, type ?? 'word', count);
}

class Evaluator {
  constructor(private readonly scope: EvaluationScope) {}

  /** In an address a data label stands for where it is, as in the source; elsewhere for what is there. */
  async value(node: Node, inAddress: boolean): Promise<Value> {
    switch (node.kind) {
      case 'number':
        return number(node.value);
      case 'name':
        return this.named(node.name, node.position, inAddress);
      case 'address':
        return word(this.symbol(node.name, node.position).address);
      case 'memory':
        return this.scalarAt(await this.addressOf(node), 'word', node.position);
      case 'unary':
        return this.unary(node, inAddress);
      case 'binary':
        return this.binary(node, inAddress);
    }
  }

  /** The memory behind `node` seen as `type`; a mere number is reinterpreted. */
  async viewed(node: Node, type: ScalarType | 'str', count: number | undefined): Promise<Value> {
    const address = await this.memoryBehind(node);
    if (address === undefined) {
      if (type === 'str' || count !== undefined) {
        throw new ExpressionError('only memory has a count or a text: write [address] or a data label', node.position);
      }
      const scalar = await this.scalar(node, false);
      return { ...scalar, type, value: interpret(type, scalar.value) };
    }
    if (type === 'str') return this.textAt(address, count, node.position);
    if (count === undefined) return this.scalarAt(address, type, node.position);
    if (address + count * sizeOf(type) > MEMORY_SIZE) throw beyondMemory(node.position);
    return { kind: 'array', type, address, count };
  }

  private async memoryBehind(node: Node): Promise<number | undefined> {
    if (node.kind === 'memory') return this.addressOf(node);
    if (node.kind !== 'name' || registerOf(node.name) || flagOf(node.name)) return undefined;
    const symbol = this.symbol(node.name, node.position);
    return symbol.section === 'data' ? symbol.address : undefined;
  }

  private async addressOf(node: Node & { kind: 'memory' }): Promise<number> {
    return (await this.integer(node.address, node.bracketed)) & (MEMORY_SIZE - 1);
  }

  private async named(name: string, position: number, inAddress: boolean): Promise<Value> {
    const register = registerOf(name);
    if (register) {
      const value = this.scope.register(register) | 0;
      return {
        kind: 'scalar',
        type: register === 'PSW' ? 'u8' : 'word',
        value,
        place: { kind: 'register', name: register },
      };
    }
    const flag = flagOf(name);
    if (flag) {
      const value = this.scope.register('PSW') & Flag[flag] ? 1 : 0;
      return { kind: 'scalar', type: 'bit', value, place: { kind: 'flag', name: flag } };
    }
    const symbol = this.symbol(name, position);
    if (symbol.section === 'code') return inAddress ? word(symbol.address) : { kind: 'code', address: symbol.address };
    return inAddress ? word(symbol.address) : this.labelled(symbol, position);
  }

  private async labelled({ address, size }: EvaluatedSymbol, position: number): Promise<Value> {
    const bytes = await this.scope.read(address, size || 4);
    const view = viewOf(bytes);
    switch (view.kind) {
      case 'scalar':
        return this.scalarAt(address, view.type, position);
      case 'text':
        return { kind: 'text', address, bytes: bytes.subarray(0, view.length), size: bytes.length };
      case 'array':
        return { kind: 'array', type: view.type, address, count: view.count };
    }
  }

  private symbol(name: string, position: number): EvaluatedSymbol {
    const symbol = this.scope.symbol(name);
    if (symbol) return symbol;
    throw new ExpressionError(`"${name}" is neither a register nor a label of this program`, position);
  }

  private async scalarAt(address: number, type: ScalarType, position: number): Promise<Value> {
    const value = readScalar(type, await this.scope.read(address, sizeOf(type)));
    if (value === undefined) throw beyondMemory(position);
    return { kind: 'scalar', type, value, place: { kind: 'memory', address } };
  }

  private async textAt(address: number, count: number | undefined, position: number): Promise<Value> {
    if (count !== undefined && address + count > MEMORY_SIZE) throw beyondMemory(position);
    const bytes = await this.scope.read(address, count ?? MAX_TEXT);
    const zero = count === undefined ? bytes.indexOf(0) : -1;
    const text = zero < 0 ? bytes : bytes.subarray(0, zero);
    return { kind: 'text', address, bytes: text, size: text.length };
  }

  private async scalar(node: Node, inAddress: boolean): Promise<Value & { kind: 'scalar' }> {
    const value = await this.value(node, inAddress);
    if (value.kind === 'scalar') return value;
    if (value.kind === 'code') return word(value.address);
    throw new ExpressionError(
      'this is no single number: take its address with &, or an element with [ ]',
      node.position,
    );
  }

  private async integer(node: Node, inAddress: boolean): Promise<number> {
    const { value } = await this.scalar(node, inAddress);
    if (!Number.isInteger(value)) throw new ExpressionError('there is no arithmetic on fractions', node.position);
    return value | 0;
  }

  private async unary({ operator, operand }: Node & { kind: 'unary' }, inAddress: boolean): Promise<Value> {
    if (operator === '-' || operator === '+') {
      const { value } = await this.scalar(operand, inAddress);
      return number(operator === '-' ? -value : value);
    }
    const value = await this.integer(operand, inAddress);
    return operator === '~' ? word(~value) : bit(value === 0);
  }

  private async binary(node: Node & { kind: 'binary' }, inAddress: boolean): Promise<Value> {
    const left = await this.integer(node.left, inAddress);
    if (node.operator === '&&' && left === 0) return bit(false);
    if (node.operator === '||' && left !== 0) return bit(true);
    const right = await this.integer(node.right, inAddress);
    if ((node.operator === '/' || node.operator === '%') && right === 0) {
      throw new ExpressionError('division by zero', node.position);
    }
    return operations[node.operator](left, right);
  }
}

const operations: Record<BinaryOperator, (left: number, right: number) => Value & { kind: 'scalar' }> = {
  '||': (_, right) => bit(right !== 0),
  '&&': (_, right) => bit(right !== 0),
  '|': (left, right) => word(left | right),
  '^': (left, right) => word(left ^ right),
  '&': (left, right) => word(left & right),
  '==': (left, right) => bit(left === right),
  '!=': (left, right) => bit(left !== right),
  '<': (left, right) => bit(left < right),
  '<=': (left, right) => bit(left <= right),
  '>': (left, right) => bit(left > right),
  '>=': (left, right) => bit(left >= right),
  '<<': (left, right) => word(left << right),
  '>>': (left, right) => word(left >>> right),
  '>>>': (left, right) => word(left >> right),
  '+': (left, right) => word(left + right),
  '-': (left, right) => word(left - right),
  '*': (left, right) => word(Math.imul(left, right)),
  '/': (left, right) => word(left / right),
  '%': (left, right) => word(left % right),
};

/** A fraction can only be meant for a half. */
const number = (value: number) =>
  Number.isInteger(value) ? word(value) : ({ kind: 'scalar', type: 'f16', value } as const);
const word = (value: number) => ({ kind: 'scalar', type: 'word', value: value | 0 }) as const;
const bit = (value: boolean) => ({ kind: 'scalar', type: 'bit', value: value ? 1 : 0 }) as const;

const beyondMemory = (position: number) =>
  new ExpressionError(
    `this reaches beyond the end of data memory at 0x${(MEMORY_SIZE - 1).toString(16).toUpperCase()}`,
    position,
  );
