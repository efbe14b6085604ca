/**
 * Expressions of the debugger, as parsed. `position` is the 0-based place in the text. Names are gone after
 * {@link resolveExpression}: what is left needs registers and memory only, and is what an executive evaluates.
 */

import type { ScalarType } from './data-type';
import type { Radix } from './format';
import type { FlagName, RegisterName } from './registers';

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

interface Placed {
  readonly position: number;
}

/** What registers, memory and numbers make. */
export type Node = Placed &
  (
    | { readonly kind: 'number'; readonly value: number; readonly type?: 'code' }
    | { readonly kind: 'register'; readonly name: RegisterName }
    | { readonly kind: 'flag'; readonly name: FlagName }
    /** A label or a local variable. */
    | { readonly kind: 'name'; readonly name: string }
    /** `&label` */
    | { readonly kind: 'address'; readonly name: string }
    /** `[expression]`, `[expression,type]` or `*expression` */
    | { readonly kind: 'memory'; readonly address: Node; readonly type?: ScalarType; readonly bracketed: boolean }
    /** `label[index]` */
    | { readonly kind: 'element'; readonly name: string; readonly index: Node }
    /** `#task:operand`; resolved, the task is its pid. */
    | { readonly kind: 'task'; readonly task: string; readonly operand: Node }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Node }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  );

export type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

/** How memory is looked at: `str` is text, `auto` goes by size and content. */
export type ViewType = ScalarType | 'str' | 'auto';

/** An expression and how its value is to be looked at: `node,type,count,radix`. */
export interface Expression {
  readonly node: Node;
  readonly type: ViewType | undefined;
  readonly count: number | undefined;
  readonly radix: Radix | undefined;
}

/** `target = value`, of the Debug Console. */
export interface Assignment {
  readonly target: Expression;
  readonly value: Expression;
}
