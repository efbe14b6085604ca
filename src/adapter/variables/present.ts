/** Values of expressions as the client shows them. */

import type { ScalarType } from '../../executive/debug/expressions/data-type';
import { textOf, type Value } from '../../executive/debug/expressions/evaluate';
import { formatScalar, type Radix } from '../../executive/debug/expressions/format';
import { flagNames } from '../../executive/debug/expressions/registers';
import type { MachineView } from '../../executive/debug/machine-view';
import { Flag } from '../../isa/constants';
import { dataReference } from '../addresses';
import type { Frame } from '../stack';

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
  /** The frame whose flags can be expanded. */
  readonly flagsOf?: number;
  /** The instruction that the value is the address of. */
  readonly code?: { readonly pid: number; readonly code: number };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** @param most elements of a list that its text shows */
export function present(value: Value, frame: Frame, machine: MachineView, radix?: Radix, most?: number): Presented {
  const pid = value.pid ?? frame.pid;
  switch (value.kind) {
    case 'scalar':
      return presentScalar(value, pid, frame, radix);
    case 'text': {
      const { address, bytes, size } = value;
      return {
        value: textOf(value, machine.task(pid) ?? machine, radix),
        type: `text[${bytes.length}]`,
        memoryReference: dataReference(pid, address),
        ...(size > 4 && { elements: { pid, type: 'u8', address, count: size } }),
      };
    }
    case 'array': {
      const { type, address, count } = value;
      return {
        value: textOf(value, machine.task(pid) ?? machine, radix, most),
        type: `${type}[${count}]`,
        memoryReference: dataReference(pid, address),
        elements: { pid, type, address, count },
      };
    }
  }
}

function presentScalar(
  { type, value, place }: Extract<Value, { kind: 'scalar' }>,
  pid: number,
  frame: Frame,
  radix: Radix | undefined,
): Presented {
  const shown: Writable<Presented> = { value: formatScalar(type, value, radix), type };
  if (type === 'code') shown.code = { pid, code: value };
  else if (place?.kind === 'memory') shown.memoryReference = dataReference(pid, place.address);
  else if (place?.kind === 'register') {
    if (place.name === 'PSW') {
      const set = flagNames.filter((name) => value & Flag[name]).join(' ') || '-';
      if (radix === undefined) shown.value = `${formatScalar(type, value, 'hex')} (${set})`;
      if (pid === frame.pid) shown.flagsOf = frame.id;
      return shown;
    }
    // A register that could be a pointer leads to the memory it points to.
    if (value >= 0 && value <= 0xffff) shown.memoryReference = dataReference(pid, value);
    if (place.name === 'PC') shown.code = { pid, code: value };
  }
  return shown;
}
