/** Replaces the names in an expression by addresses and registers, so that it means the same without symbols. */

import { FRAME_POINTER } from '../../../isa/constants';
import { type ScalarType, sizeOf } from './data-type';
import { ExpressionError } from './expression-error';
import type { RegisterName } from './registers';
import type { Expression, Node, NodeOf, ViewType } from './syntax-tree';

/** How data was declared; `auto` when nobody knows. */
export interface DataShape {
  readonly type: ViewType;
  /** Elements of that type; characters of a text. For `auto`: bytes. */
  readonly count: number;
}

/** What a name stands for. */
export type Named =
  | { readonly kind: 'code'; readonly address: number }
  | ({ readonly kind: 'data'; readonly address: number } & DataShape)
  /** Relative to R7 of the frame, in bytes. */
  | ({ readonly kind: 'frame'; readonly offset: number } & DataShape)
  /** Without a type it is a word. */
  | { readonly kind: 'register'; readonly name: RegisterName; readonly type?: ScalarType }
  | { readonly kind: 'constant'; readonly value: number };

export interface Names {
  named(name: string): Named | undefined;
  /** @param task pid or application name; `undefined` when there is no such task */
  task(task: string): { readonly pid: number; readonly names: Names } | undefined;
}

/** Nothing has a name; tasks are known by their pids. */
export const noNames: Names = {
  named: () => undefined,
  task: (task) => (/^\d+$/.test(task) ? { pid: Number(task), names: noNames } : undefined),
};

/** @throws ExpressionError for a name that nobody knows */
export function resolveExpression(expression: Expression, names: Names): Expression {
  const { node, type, count, radix } = expression;
  const resolved = node.kind === 'name' ? resolveName(node, names, false, true) : resolveNode(node, names, false);
  if (type !== undefined || count !== undefined) {
    const memory = resolved.kind === 'memory' ? { ...resolved, type: undefined } : resolved;
    return { node: memory as Node, type: type ?? declaredElement(node, names), count, radix };
  }
  const declared = declaredView(node, names);
  if (declared?.kind === 'register') return { node: resolved, type: declared.type, count, radix };
  return declared
    ? { node: resolved, type: declared.type, count: declared.count, radix }
    : { ...expression, node: resolved };
}

/** Of a lone name, when it is more than one number, or kept in a register. */
function declaredView(node: Node, names: Names) {
  if (node.kind !== 'name') return undefined;
  const found = names.named(node.name);
  if (found?.kind === 'register') return found;
  if (found?.kind !== 'data' && found?.kind !== 'frame') return undefined;
  return isScalar(found) ? undefined : found;
}

/** `label,4`: four of what the label was declared as. */
function declaredElement(node: Node, names: Names): ScalarType | undefined {
  if (node.kind === 'memory') return node.type;
  const found = node.kind === 'name' ? names.named(node.name) : undefined;
  return found?.kind === 'data' || found?.kind === 'frame' ? scalarOf(found) : undefined;
}

const isScalar = ({ type, count }: DataShape): boolean =>
  type === 'auto' ? count === 1 || count === 2 || count === 4 : type !== 'str' && count === 1;

/** The type of the first element. */
function scalarOf({ type, count }: DataShape): ScalarType {
  if (type === 'str') return 'u8';
  if (type !== 'auto') return type;
  return count === 1 ? 'u8' : count === 2 ? 'u16' : 'word';
}

/** In an address a data label stands for where it is, as in the source; elsewhere for what is there. */
function resolveNode(node: Node, names: Names, inAddress: boolean): Node {
  switch (node.kind) {
    case 'name':
      return resolveName(node, names, inAddress);
    case 'address':
      return addressOf(found(node.name, node.position, names), node.position);
    case 'element':
      return resolveElement(node, names);
    case 'memory':
      return { ...node, address: resolveNode(node.address, names, node.bracketed) };
    case 'task': {
      const task = names.task(node.task);
      if (!task) throw new ExpressionError(`there is no task "${node.task}"`, node.position);
      return { ...node, task: String(task.pid), operand: resolveNode(node.operand, task.names, inAddress) };
    }
    case 'unary':
      return { ...node, operand: resolveNode(node.operand, names, inAddress) };
    case 'binary':
      return {
        ...node,
        left: resolveNode(node.left, names, inAddress),
        right: resolveNode(node.right, names, inAddress),
      };
    default:
      return node;
  }
}

/** @param alone no part of anything larger: may be more than one number */
function resolveName({ name, position }: NodeOf<'name'>, names: Names, inAddress: boolean, alone = false): Node {
  const named = found(name, position, names);
  switch (named.kind) {
    case 'register':
      return { kind: 'register', name: named.name, position };
    case 'constant':
      return { kind: 'number', value: named.value, position };
    case 'code':
      return { kind: 'number', value: named.address, ...(!inAddress && { type: 'code' }), position };
    default: {
      const address = addressOf(named, position);
      if (!inAddress && !alone && !isScalar(named)) {
        throw new ExpressionError(
          'this is no single number: take its address with &, or an element with [ ]',
          position,
        );
      }
      return inAddress ? address : { kind: 'memory', address, type: scalarOf(named), bracketed: true, position };
    }
  }
}

function resolveElement({ name, index, position }: NodeOf<'element'>, names: Names): Node {
  const named = found(name, position, names);
  if (named.kind !== 'data' && named.kind !== 'frame') {
    throw new ExpressionError(`"${name}" has no elements: only data has`, position);
  }
  const type = scalarOf(named);
  const right: Node = {
    kind: 'binary',
    operator: '*',
    left: resolveNode(index, names, false),
    right: { kind: 'number', value: sizeOf(type), position },
    position,
  };
  const address: Node = { kind: 'binary', operator: '+', left: addressOf(named, position), right, position };
  return { kind: 'memory', address, type, bracketed: true, position };
}

function addressOf(named: Named, position: number): Node {
  switch (named.kind) {
    case 'code':
    case 'data':
      return { kind: 'number', value: named.address, position };
    case 'frame': {
      const left: Node = { kind: 'register', name: `R${FRAME_POINTER}`, position };
      return {
        kind: 'binary',
        operator: '+',
        left,
        right: { kind: 'number', value: named.offset, position },
        position,
      };
    }
    default:
      throw new ExpressionError('this is kept in no memory and has no address', position);
  }
}

function found(name: string, position: number, names: Names): Named {
  const named = names.named(name);
  if (named) return named;
  throw new ExpressionError(`"${name}" is neither a register nor a label or variable that is known here`, position);
}
