/** Makes functions of resolved expressions: evaluated a million times a second where breakpoints have conditions. */

import { Flag, MEMORY_SIZE } from '../../../isa/constants';
import { hex } from '../../../toolchain/hex';
import type { MachineView } from '../machine-view';
import { operationOf } from './arithmetic';
import { interpret, type ScalarType, sizeOf } from './data-type';
import { ExpressionError } from './expression-error';
import type { FlagName, RegisterName } from './registers';
import type { Node, NodeOf } from './syntax-tree';

/** Where a value is kept, when it can be written; `pid` only when another task was chosen. */
export type Place = { readonly pid?: number } & (
  | { readonly kind: 'register'; readonly name: RegisterName }
  | { readonly kind: 'flag'; readonly name: FlagName }
  | { readonly kind: 'memory'; readonly address: number }
);

export interface Compiled {
  readonly type: ScalarType;
  /** @throws ExpressionError */
  readonly value: (machine: MachineView) => number;
  readonly place?: (machine: MachineView) => Place;
}

/** @throws ExpressionError for names, which must have been resolved */
export function compile(node: Node): Compiled {
  switch (node.kind) {
    case 'number': {
      const { value } = node;
      if (!Number.isInteger(value)) return { type: 'f16', value: () => value };
      const word = value | 0;
      return { type: node.type ?? 'word', value: node.type ? () => value : () => word };
    }
    case 'register':
      return register(node.name);
    case 'flag':
      return flag(node.name);
    case 'memory':
      return memory(node);
    case 'task':
      return ofTask(node);
    case 'unary':
      return unary(node);
    case 'binary':
      return binary(node);
    default:
      throw new ExpressionError(`"${node.name}" is neither a register nor a flag`, node.position);
  }
}

function register(name: RegisterName): Compiled {
  const place = () => ({ kind: 'register', name }) as const;
  switch (name) {
    case 'PC':
      return { type: 'word', value: (machine) => machine.pc | 0, place };
    case 'SP':
      return { type: 'word', value: (machine) => machine.sp | 0, place };
    case 'PSW':
      return { type: 'u8', value: (machine) => machine.psw, place };
    default: {
      const index = Number(name.slice(1));
      return { type: 'word', value: (machine) => machine.registers[index]! | 0, place };
    }
  }
}

function flag(name: FlagName): Compiled {
  const bit = Flag[name];
  return {
    type: 'bit',
    value: (machine) => (machine.psw & bit ? 1 : 0),
    place: () => ({ kind: 'flag', name }),
  };
}

function memory({ address: node, type = 'word', position }: NodeOf<'memory'>): Compiled {
  const address = addressOf(node);
  const size = sizeOf(type);
  const value = (machine: MachineView): number => {
    const bits = machine.load(address(machine), size);
    if (bits === undefined) throw beyondMemory(position);
    return interpret(type, bits);
  };
  return { type, value, place: (machine) => ({ kind: 'memory', address: address(machine) }) };
}

/** The function that finds the address, modulo 65536. */
export function addressOf(node: Node): (machine: MachineView) => number {
  const { value, type } = compile(node);
  if (type === 'f16') throw new ExpressionError('an address is no fraction', node.position);
  return (machine) => value(machine) & (MEMORY_SIZE - 1);
}

function ofTask({ task, operand, position }: NodeOf<'task'>): Compiled {
  const pid = Number(task);
  const { type, value, place } = compile(operand);
  const view = (machine: MachineView): MachineView => {
    const other = machine.task(pid);
    if (!other) throw new ExpressionError(`there is no task with pid ${pid}`, position);
    return other;
  };
  return {
    type,
    value: (machine) => value(view(machine)),
    ...(place && { place: (machine) => ({ pid, ...place(view(machine)) }) }),
  };
}

function unary({ operator, operand, position }: NodeOf<'unary'>): Compiled {
  const { type, value } = compile(operand);
  if (operator === '!') return { type: 'bit', value: (machine) => (value(machine) === 0 ? 1 : 0) };
  if (type === 'f16') {
    if (operator === '~') throw new ExpressionError('"~" works on the bits of integers', position);
    return { type, value: operator === '-' ? (machine) => -value(machine) : value };
  }
  if (operator === '~') return { type: 'word', value: (machine) => ~value(machine) };
  return { type: 'word', value: operator === '-' ? (machine) => -value(machine) | 0 : (machine) => value(machine) | 0 };
}

function binary({ operator, left: leftNode, right: rightNode, position }: NodeOf<'binary'>): Compiled {
  const left = compile(leftNode);
  const right = compile(rightNode);
  if (operator === '&&') {
    return { type: 'bit', value: (machine) => (left.value(machine) !== 0 && right.value(machine) !== 0 ? 1 : 0) };
  }
  if (operator === '||') {
    return { type: 'bit', value: (machine) => (left.value(machine) !== 0 || right.value(machine) !== 0 ? 1 : 0) };
  }
  const { type, apply } = operationOf(operator, left.type, right.type, position);
  if ((operator !== '/' && operator !== '%') || type === 'f16') {
    return { type, value: (machine) => apply(left.value(machine), right.value(machine)) };
  }
  return {
    type,
    value: (machine) => {
      const divisor = right.value(machine);
      if (divisor === 0) throw new ExpressionError('division by zero', position);
      return apply(left.value(machine), divisor);
    },
  };
}

export const beyondMemory = (position: number): ExpressionError =>
  new ExpressionError(`this reaches beyond the end of data memory at ${hex(MEMORY_SIZE - 1, 4)}`, position);
