/** Values of expressions as the client shows them. */

import { dataReference } from '../addresses';
import type { Value } from '../expressions/evaluate';
import { readScalar, type ScalarType, sizeOf } from './data-type';
import { formatScalar, hexAddress, quoted, type Radix } from './format';

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

/** Elements shown in the one line of an array. */
const PREVIEW = 8;

export async function present(
  value: Value,
  pid: number,
  read: (address: number, length: number) => Promise<Uint8Array>,
  radix?: Radix,
): Promise<Presented> {
  switch (value.kind) {
    case 'scalar':
      return {
        value: formatScalar(value.type, value.value, radix),
        type: value.type,
        ...(value.place?.kind === 'memory' && { memoryReference: dataReference(pid, value.place.address) }),
        ...(value.place?.kind === 'register' && pointed(pid, value.value)),
      };
    case 'code':
      return { value: hexAddress(value.address), type: 'code' };
    case 'text': {
      const { address, bytes, size } = value;
      return {
        value: quoted(bytes),
        type: `text[${bytes.length}]`,
        memoryReference: dataReference(pid, address),
        ...(size > 4 && { elements: { pid, type: 'u8', address, count: size } }),
      };
    }
    case 'array': {
      const { type, address, count } = value;
      const shown = await read(address, sizeOf(type) * Math.min(count, PREVIEW));
      const items = Array.from({ length: Math.min(count, PREVIEW) }, (_, index) =>
        formatScalar(type, readScalar(type, shown, index * sizeOf(type)) ?? 0, radix ?? 'decimal'),
      );
      return {
        value: `[${items.join(', ')}${count > PREVIEW ? ', …' : ''}]`,
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
