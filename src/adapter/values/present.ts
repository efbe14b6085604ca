/** Values of expressions as the client shows them. */

import type { ScalarType } from '../../executive/debug/expressions/data-type';
import { textOf, type Value } from '../../executive/debug/expressions/evaluate';
import type { Radix } from '../../executive/debug/expressions/format';
import type { MachineView } from '../../executive/debug/machine-view';
import { dataReference } from '../addresses';

export interface ArrayPart {
  readonly pid: number;
  readonly type: ScalarType;
  readonly address: number;
  readonly count: number;
}

export interface Presented {
  readonly value: string;
  readonly type: string;
  readonly memoryReference?: string;
  /** What can be expanded. */
  readonly elements?: ArrayPart;
}

export function present(value: Value, frame: { readonly pid: number }, machine: MachineView, radix?: Radix): Presented {
  const pid = value.pid ?? frame.pid;
  const text = textOf(value, machine.task(pid) ?? machine, radix);
  switch (value.kind) {
    case 'scalar':
      return {
        value: text,
        type: value.type,
        ...(value.place?.kind === 'memory' && { memoryReference: dataReference(pid, value.place.address) }),
        ...(value.place?.kind === 'register' && pointed(pid, value.value)),
      };
    case 'text': {
      const { address, bytes, size } = value;
      return {
        value: text,
        type: `text[${bytes.length}]`,
        memoryReference: dataReference(pid, address),
        ...(size > 4 && { elements: { pid, type: 'u8', address, count: size } }),
      };
    }
    case 'array': {
      const { type, address, count } = value;
      return {
        value: text,
        type: `${type}[${count}]`,
        memoryReference: dataReference(pid, address),
        elements: { pid, type, address, count },
      };
    }
  }
}

/** A register that could be a pointer leads to the memory it points to. */
const pointed = (pid: number, value: number) =>
  value >= 0 && value <= 0xffff ? { memoryReference: dataReference(pid, value) } : {};
