/**
 * Arithmetic of expressions: that of the machine, 32 bits, signed where it matters unless an operand is `u32`. Halves
 * are computed with as what they stand for.
 */

import type { ScalarType } from './data-type';
import { ExpressionError } from './expression-error';
import type { BinaryOperator } from './syntax-tree';

export interface Operation {
  readonly type: ScalarType;
  readonly apply: (left: number, right: number) => number;
}

type Table = Partial<Record<BinaryOperator, (left: number, right: number) => number>>;

const comparisons: Table = {
  '==': (left, right) => (left === right ? 1 : 0),
  '!=': (left, right) => (left !== right ? 1 : 0),
  '<': (left, right) => (left < right ? 1 : 0),
  '<=': (left, right) => (left <= right ? 1 : 0),
  '>': (left, right) => (left > right ? 1 : 0),
  '>=': (left, right) => (left >= right ? 1 : 0),
};

const words: Table = {
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '&': (left, right) => left & right,
  '<<': (left, right) => left << right,
  '>>': (left, right) => (left >>> right) | 0,
  '>>>': (left, right) => left >> right,
  '+': (left, right) => (left + right) | 0,
  '-': (left, right) => (left - right) | 0,
  '*': (left, right) => Math.imul(left, right),
  '/': (left, right) => (left / right) | 0,
  '%': (left, right) => (left % right) | 0,
};

const reals: Table = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** The operation on operands of these types; `&&` and `||` are not among them. @throws ExpressionError */
export function operationOf(
  operator: BinaryOperator,
  left: ScalarType,
  right: ScalarType,
  position: number,
): Operation {
  const isReal = left === 'f16' || right === 'f16';
  const compare = comparisons[operator];
  if (isReal) {
    if (compare) return { type: 'bit', apply: compare };
    const apply = reals[operator];
    if (apply) return { type: 'f16', apply };
    throw new ExpressionError(`"${operator}" works on the bits of integers: a half has none here`, position);
  }
  const isUnsigned = left === 'u32' || right === 'u32';
  if (compare) {
    return {
      type: 'bit',
      apply: isUnsigned ? (a, b) => compare(a >>> 0, b >>> 0) : (a, b) => compare(a | 0, b | 0),
    };
  }
  const apply = words[operator]!;
  if (isUnsigned && (operator === '/' || operator === '%')) {
    const unsigned = reals[operator]!;
    return { type: 'u32', apply: (a, b) => Math.trunc(unsigned(a >>> 0, b >>> 0)) };
  }
  if (isUnsigned) return { type: 'u32', apply: (a, b) => apply(a | 0, b | 0) >>> 0 };
  return { type: 'word', apply: (a, b) => apply(a | 0, b | 0) };
}
