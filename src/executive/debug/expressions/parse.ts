/**
 * Parser of debugger expressions (Pratt): `R1 + 4`, `[R7+-4],i16`, `[R1,u8] == 'x'`, `table,u8,16`, `table[3]`,
 * `&label`, `#2:R0`, `PSW.Z && R0 > 3,x`. Operators bind as in C; `>>` fills with zeros and `>>>` with the sign, as LSR
 * and ASR are written in listings.
 */

import { namedTypes, type ScalarType } from './data-type';
import { ExpressionError } from './expression-error';
import type { Radix } from './format';
import { flagOf, registerOf } from './registers';
import {
  type Assignment,
  type BinaryOperator,
  binaryOperators,
  type Expression,
  type Node,
  type UnaryOperator,
  type ViewType,
} from './syntax-tree';
import { type Token, tokenize } from './tokens';

/** Tighter than every binary operator. */
const UNARY = 11;
/** Deeper nesting is no expression anybody typed. */
const MAX_DEPTH = 200;

/** @throws ExpressionError */
export function parseExpression(text: string): Expression {
  return new Parser(text).expression();
}

/** `target = value` or a plain expression. @throws ExpressionError */
export function parseStatement(text: string): Expression | Assignment {
  return new Parser(text).statement();
}

class Parser {
  private readonly tokens: Token[];
  private index = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  statement(): Expression | Assignment {
    const target = this.viewed();
    if (!this.accept('=')) {
      this.expectEnd();
      return target;
    }
    return { target, value: this.expression() };
  }

  expression(): Expression {
    const expression = this.viewed();
    this.expectEnd();
    return expression;
  }

  private viewed(): Expression {
    if (this.accept('@')) return this.bytes();
    const node = this.binary(0);
    let type: ViewType | undefined;
    let count: number | undefined;
    let radix: Radix | undefined;
    while (this.accept(',')) {
      const token = this.next();
      const suffix = suffixOf(token);
      if (suffix === undefined) {
        throw new ExpressionError(
          `after a comma stands a type (${namedTypes.join(', ')}, str), a count, or a format (x, d, b, o, c, f)`,
          token.position,
        );
      }
      type = suffix.type ?? type;
      count = suffix.count ?? count;
      radix = suffix.radix ?? radix;
    }
    return { node, type, count, radix };
  }

  /** `@address` is a word, `@address:length` bytes, as earlier debuggers of HSX have it. */
  private bytes(): Expression {
    const { position } = this.peek();
    const node: Node = { kind: 'memory', address: this.binary(0), bracketed: true, position };
    if (!this.accept(':')) return { node, type: undefined, count: undefined, radix: undefined };
    const length = this.next();
    if (length.kind !== 'number' || !(length.value > 0) || !Number.isInteger(length.value)) {
      throw new ExpressionError('after the colon stands a number of bytes', length.position);
    }
    return { node, type: 'u8', count: length.value, radix: undefined };
  }

  private binary(minimum: number): Node {
    let left = this.unary();
    for (;;) {
      const token = this.peek();
      if (token.kind !== 'operator' || !Object.hasOwn(binaryOperators, token.text)) return left;
      const operator = token.text as BinaryOperator;
      const power = binaryOperators[operator];
      if (power <= minimum) return left;
      this.index++;
      left = { kind: 'binary', operator, left, right: this.binary(power), position: token.position };
    }
  }

  private unary(): Node {
    if (++this.depth > MAX_DEPTH)
      throw new ExpressionError('the expression is nested too deeply', this.peek().position);
    try {
      return this.operand();
    } finally {
      this.depth--;
    }
  }

  private operand(): Node {
    const token = this.next();
    const { position } = token;
    if (token.kind === 'number') return { kind: 'number', value: token.value, position };
    if (token.kind === 'name') return this.named(token.text, position);
    if (token.kind === 'end') throw new ExpressionError('the expression ends where a value is expected', position);
    switch (token.text) {
      case '(': {
        const node = this.binary(0);
        this.expect(')', position);
        return node;
      }
      case '[': {
        const address = this.binary(0);
        const type = this.accept(',') ? this.typeInside() : undefined;
        this.expect(']', position);
        return { kind: 'memory', address, ...(type && { type }), bracketed: true, position };
      }
      case '*':
        return { kind: 'memory', address: this.binary(UNARY), bracketed: false, position };
      case '&': {
        const name = this.next();
        if (name.kind !== 'name') throw new ExpressionError('after & stands the name of a label', name.position);
        return { kind: 'address', name: name.text, position };
      }
      case '#':
        return this.ofTask(position);
      case '-':
      case '+':
      case '~':
      case '!':
        return { kind: 'unary', operator: token.text as UnaryOperator, operand: this.binary(UNARY), position };
      default:
        throw new ExpressionError(`"${token.text}" stands where a value is expected`, position);
    }
  }

  private named(name: string, position: number): Node {
    const register = registerOf(name);
    if (register) return { kind: 'register', name: register, position };
    const flag = flagOf(name);
    if (flag) return { kind: 'flag', name: flag, position };
    const opened = this.peek().position;
    if (!this.accept('[')) return { kind: 'name', name, position };
    const index = this.binary(0);
    this.expect(']', opened);
    return { kind: 'element', name, index, position };
  }

  private ofTask(position: number): Node {
    const task = this.next();
    const text = task.kind === 'number' ? String(task.value) : task.kind === 'name' ? task.text : undefined;
    if (text === undefined || !this.accept(':')) {
      throw new ExpressionError('a task is chosen by #pid:expression or #name:expression', position);
    }
    return { kind: 'task', task: text, operand: this.unary(), position };
  }

  private typeInside(): ScalarType {
    const token = this.next();
    const type = token.kind === 'name' ? namedTypes.find((name) => name === token.text.toLowerCase()) : undefined;
    if (type) return type;
    throw new ExpressionError(`inside the brackets a comma is followed by ${namedTypes.join(', ')}`, token.position);
  }

  private peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)]!;
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  private accept(text: string): boolean {
    const token = this.peek();
    const found = token.kind === 'operator' && token.text === text;
    if (found) this.index++;
    return found;
  }

  private expect(closing: string, opened: number): void {
    if (this.accept(closing)) return;
    const opening = closing === ')' ? '(' : '[';
    throw new ExpressionError(
      `"${closing}" is missing for the "${opening}" in column ${opened + 1}`,
      this.peek().position,
    );
  }

  private expectEnd(): void {
    const token = this.peek();
    if (token.kind === 'end') return;
    const text = token.kind === 'number' ? String(token.value) : token.text;
    throw new ExpressionError(
      text === '=' ? 'an assignment has no place here; compare with ==' : `an operator is missing before "${text}"`,
      token.position,
    );
  }
}

const radixLetters: Record<string, Radix> = { x: 'hex', d: 'decimal', b: 'binary', o: 'octal', c: 'character' };

function suffixOf(token: Token): Partial<Pick<Expression, 'type' | 'count' | 'radix'>> | undefined {
  if (token.kind === 'number') {
    return Number.isInteger(token.value) && token.value > 0 ? { count: token.value } : undefined;
  }
  if (token.kind !== 'name') return undefined;
  const text = token.text.toLowerCase();
  if (text === 'f') return { type: 'f16' };
  if (text === 'str' || text === 'auto') return { type: text };
  const type = namedTypes.find((name) => name === text);
  if (type) return { type };
  const radix = Object.hasOwn(radixLetters, text) ? radixLetters[text] : undefined;
  return radix && { radix };
}
