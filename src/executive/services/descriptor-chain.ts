/** Descriptor chains in guest memory (services spec 4.2). */

import { MEMORY_SIZE } from '../../isa/constants';
import { decodeText } from '../guest-memory';
import { NO_DESCRIPTOR } from '../values/constants';
import { type Descriptor, unitText } from '../values/descriptors';

/** Reads the fields behind tag and link of one kind of record. */
interface RecordForm {
  readonly size: number;
  readonly read: (memory: Uint8Array, view: DataView, address: number) => Descriptor;
}

const half = (view: DataView, address: number): number => view.getUint16(address, true);

/** Text at the pointer that stands at `address`; empty without a terminator before the end of memory. */
function textAt(memory: Uint8Array, view: DataView, address: number): string {
  const start = half(view, address);
  const end = memory.indexOf(0, start);
  return end < 0 ? '' : decodeText(memory.subarray(start, end));
}

const valueRecords: ReadonlyMap<number, RecordForm> = new Map<number, RecordForm>([
  [0x01, { size: 6, read: (memory, view, at) => ({ type: 'group', name: textAt(memory, view, at + 4) }) }],
  [0x02, { size: 6, read: (memory, view, at) => ({ type: 'name', name: textAt(memory, view, at + 4) }) }],
  [
    0x03,
    {
      size: 12,
      read: (_memory, view, at) => ({
        type: 'unit',
        unit: unitText(view.getUint32(at + 4, true)),
        epsilon: half(view, at + 8),
        rateMs: half(view, at + 10),
      }),
    },
  ],
  [
    0x04,
    { size: 8, read: (_memory, view, at) => ({ type: 'range', min: half(view, at + 4), max: half(view, at + 6) }) },
  ],
  [
    0x05,
    {
      size: 8,
      read: (_memory, view, at) => ({ type: 'persist', key: half(view, at + 4), debounceMs: half(view, at + 6) }),
    },
  ],
]);

const commandRecords: ReadonlyMap<number, RecordForm> = new Map<number, RecordForm>([
  [
    0x10,
    {
      size: 8,
      read: (memory, view, at) => ({
        type: 'command',
        name: textAt(memory, view, at + 4),
        help: textAt(memory, view, at + 6),
      }),
    },
  ],
]);

/** Data memory of a task, by bytes and by words. */
export interface GuestMemory {
  readonly memory: Uint8Array;
  readonly view: DataView;
}

/** @returns `undefined` for an unknown tag, a loop, or a record that crosses the end of memory */
function readChain(
  { memory, view }: GuestMemory,
  head: number,
  forms: ReadonlyMap<number, RecordForm>,
): Descriptor[] | undefined {
  if (head === 0) return [];
  const chain: Descriptor[] = [];
  const seen = new Set<number>();
  for (let address = head; address !== NO_DESCRIPTOR; address = half(view, address + 2)) {
    const form = forms.get(memory[address]!);
    if (!form || seen.has(address) || address + form.size > MEMORY_SIZE) return undefined;
    seen.add(address);
    chain.push(form.read(memory, view, address));
  }
  return chain;
}

export const readValueChain = (memory: GuestMemory, head: number) => readChain(memory, head, valueRecords);

export const readCommandChain = (memory: GuestMemory, head: number) => readChain(memory, head, commandRecords);
