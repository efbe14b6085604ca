/** Values of resolved expressions: single numbers, texts and lists. */

import { MEMORY_SIZE } from '../../../isa/constants';
import type { MachineView } from '../machine-view';
import { addressOf, beyondMemory, compile, type Place } from './compile';
import { interpret, readScalar, type ScalarType, sizeOf } from './data-type';
import { ExpressionError } from './expression-error';
import { formatScalar, quoted, type Radix } from './format';
import { viewOf } from './label-view';
import type { Expression, Node } from './syntax-tree';

/** `pid` is there when the expression chose another task. */
export type Value = { readonly pid?: number } & (
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly value: number; readonly place?: Place }
  /** `size` counts what lies behind the closing zero, too. */
  | { readonly kind: 'text'; readonly address: number; readonly bytes: Uint8Array; readonly size: number }
  | { readonly kind: 'array'; readonly type: ScalarType; readonly address: number; readonly count: number }
);

/** Longest text that is read when no count is given. */
const MAX_TEXT = 1024;
/** Elements shown in the one line of an array. */
const PREVIEW = 8;

/** @throws ExpressionError */
export function evaluate({ node, type, count }: Expression, machine: MachineView): Value {
  if (node.kind === 'task') {
    const pid = Number(node.task);
    const other = machine.task(pid);
    if (!other) throw new ExpressionError(`there is no task with pid ${pid}`, node.position);
    return { ...evaluate({ node: node.operand, type, count, radix: undefined }, other), pid };
  }
  if (type === undefined && count === undefined) return scalar(node, machine);
  return viewed(node, type ?? 'word', count, machine);
}

/** The value in one line, as log points and consoles show it. @param most elements of a list */
export function textOf(value: Value, machine: MachineView, radix?: Radix, most = PREVIEW): string {
  switch (value.kind) {
    case 'scalar':
      return formatScalar(value.type, value.value, radix);
    case 'text':
      return quoted(value.bytes);
    case 'array': {
      const { type, address, count } = value;
      const size = sizeOf(type);
      const shown = Math.min(count, most);
      const bytes = machine.read(address, size * shown);
      const items = Array.from({ length: shown }, (_, index) =>
        formatScalar(type, readScalar(type, bytes, index * size) ?? 0, radix ?? 'decimal'),
      );
      return `[${items.join(', ')}${count > most ? ', …' : ''}]`;
    }
  }
}

function scalar(node: Node, machine: MachineView): Value {
  const { type, value, place } = compile(node);
  return { kind: 'scalar', type, value: value(machine), ...(place && { place: place(machine) }) };
}

/** The memory behind `node` seen as `type`; a mere number is reinterpreted. */
function viewed(node: Node, type: ScalarType | 'str' | 'auto', count: number | undefined, machine: MachineView): Value {
  const { position } = node;
  if (node.kind !== 'memory') {
    if (type === 'str' || type === 'auto' || count !== undefined) {
      throw new ExpressionError('only memory has a count or a text: write [address] or a data label', position);
    }
    const seen = scalar(node, machine);
    return seen.kind === 'scalar' ? { ...seen, type, value: interpret(type, seen.value) } : seen;
  }
  const address = addressOf(node.address)(machine);
  if (type === 'str') return textAt(address, count, position, machine);
  if (type === 'auto') return labelled(address, count ?? 4, position, machine);
  if (count === undefined) return scalar({ ...node, type }, machine);
  if (address + count * sizeOf(type) > MEMORY_SIZE) throw beyondMemory(position);
  return { kind: 'array', type, address, count };
}

function labelled(address: number, size: number, position: number, machine: MachineView): Value {
  const bytes = machine.read(address, size);
  const view = viewOf(bytes);
  switch (view.kind) {
    case 'scalar': {
      const value = readScalar(view.type, bytes);
      if (value === undefined) throw beyondMemory(position);
      return { kind: 'scalar', type: view.type, value, place: { kind: 'memory', address } };
    }
    case 'text':
      return { kind: 'text', address, bytes: bytes.subarray(0, view.length), size: bytes.length };
    case 'array':
      return { kind: 'array', type: view.type, address, count: view.count };
  }
}

/** A given count ends the text only where no zero does before. */
function textAt(address: number, count: number | undefined, position: number, machine: MachineView): Value {
  if (count !== undefined && address + count > MEMORY_SIZE) throw beyondMemory(position);
  const bytes = machine.read(address, count ?? MAX_TEXT);
  const zero = bytes.indexOf(0);
  const text = zero < 0 ? bytes : bytes.subarray(0, zero);
  return { kind: 'text', address, bytes: text, size: count ?? text.length };
}
