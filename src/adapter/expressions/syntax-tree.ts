/** Expressions of the debugger, as parsed. `position` is the 0-based place in the text. */

import type { ScalarType } from '../values/data-type';
import type { Radix } from '../values/format';

export const binaryOperators = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '>>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
} as const;

export type BinaryOperator = keyof typeof binaryOperators;
export type UnaryOperator = '-' | '+' | '~' | '!';

export type Node =
  | { readonly kind: 'number'; readonly value: number; readonly position: number }
  /** A register, a flag or a label. */
  | { readonly kind: 'name'; readonly name: string; readonly position: number }
  /** `&label` */
  | { readonly kind: 'address'; readonly name: string; readonly position: number }
  /** `[expression]` or `*expression` */
  | { readonly kind: 'memory'; readonly address: Node; readonly bracketed: boolean; readonly position: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Node; readonly position: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
      readonly position: number;
    };

/** An expression and how its value is to be looked at: `node,type,count,radix`. */
export interface Expression {
  readonly node: Node;
  readonly type: ScalarType | 'str' | undefined;
  readonly count: number | undefined;
  readonly radix: Radix | undefined;
}

/** `target = value`, of the Debug Console. */
export interface Assignment {
  readonly target: Expression;
  readonly value: Expression;
}
