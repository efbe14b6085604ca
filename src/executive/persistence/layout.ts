/** How persistent values are kept in a file: as text, or as an image of FRAM (services spec 4.7). */

import { crc32 } from '../../toolchain/crc32';

/** Data by key; a datum is a half as bits. */
export type Data = ReadonlyMap<number, number>;

export interface Layout {
  /** What cannot be read counts as empty. */
  decode(bytes: Uint8Array | undefined): Map<number, number>;
  /** @param changed the key that was committed last */
  encode(data: Data, changed: number): Uint8Array;
}

/** The file of the reference: `{"<decimal key>": raw}`, keys sorted as text. */
export class JsonLayout implements Layout {
  decode(bytes: Uint8Array | undefined): Map<number, number> {
    const data = new Map<number, number>();
    for (const [key, raw] of Object.entries(parse(bytes))) {
      if (/^\d+$/.test(key) && typeof raw === 'number' && Number.isFinite(raw)) data.set(Number(key), raw & 0xffff);
    }
    return data;
  }

  encode(data: Data): Uint8Array {
    const entries = [...data].map(([key, raw]) => [String(key), raw] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return new TextEncoder().encode(`{${entries.map(([key, raw]) => `"${key}": ${raw}`).join(', ')}}`);
  }
}

function parse(bytes: Uint8Array | undefined): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const MAGIC = 0x48535846;
const VERSION = 1;
const HEADER = 12;
const SLOT = 12;

/**
 * Header "HSXF", version u16, slots u16, CRC u32 of the slots; then pairs of slots, one pair per key, written in turn:
 * key u16, raw u16, sequence u32, CRC u32. The slot with the higher valid sequence counts, so that a write that was cut
 * off leaves the datum before it; the sequence also counts the wear. Big endian, as image headers are.
 */
export class FramLayout implements Layout {
  private slots: { key: number; raw: number; sequence: number }[] = [];

  decode(bytes: Uint8Array | undefined): Map<number, number> {
    this.slots = [];
    const data = new Map<number, number>();
    if (!bytes || bytes.length < HEADER) return data;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (view.getUint32(0) !== MAGIC || view.getUint16(4) !== VERSION) return data;
    const count = Math.min(view.getUint16(6), Math.floor((bytes.length - HEADER) / SLOT));
    for (let index = 0; index < count; index++) {
      const at = HEADER + index * SLOT;
      const valid = view.getUint32(at + 8) === crc32(bytes.subarray(at, at + 8));
      this.slots.push(
        valid
          ? { key: view.getUint16(at), raw: view.getUint16(at + 2), sequence: view.getUint32(at + 4) }
          : { key: 0, raw: 0, sequence: 0 },
      );
    }
    this.mendPairs();
    for (let pair = 0; pair + 1 < this.slots.length; pair += 2) {
      const newest = this.newest(pair);
      if (newest.key !== 0) data.set(newest.key, newest.raw);
    }
    return data;
  }

  encode(data: Data, changed: number): Uint8Array {
    this.put(changed, data.get(changed)!);
    const bytes = new Uint8Array(HEADER + SLOT * this.slots.length);
    const view = new DataView(bytes.buffer);
    this.slots.forEach(({ key, raw, sequence }, index) => {
      const at = HEADER + index * SLOT;
      view.setUint16(at, key);
      view.setUint16(at + 2, raw);
      view.setUint32(at + 4, sequence);
      view.setUint32(at + 8, crc32(bytes.subarray(at, at + 8)));
    });
    view.setUint32(0, MAGIC);
    view.setUint16(4, VERSION);
    view.setUint16(6, this.slots.length);
    view.setUint32(8, crc32(bytes.subarray(HEADER)));
    return bytes;
  }

  /** Writes of a key since its first. */
  wear(key: number): number {
    const pair = this.pairOf(key);
    return pair === undefined ? 0 : this.newest(pair).sequence;
  }

  private put(key: number, raw: number): void {
    let pair = this.pairOf(key);
    if (pair === undefined) {
      pair = this.slots.length;
      this.slots.push({ key, raw, sequence: 1 }, { key: 0, raw: 0, sequence: 0 });
      return;
    }
    const newest = this.newest(pair);
    const older = this.slots[pair] === newest ? pair + 1 : pair;
    this.slots[older] = { key, raw, sequence: newest.sequence + 1 };
  }

  private pairOf(key: number): number | undefined {
    const index = this.slots.findIndex((slot) => slot.key === key);
    return index < 0 ? undefined : index - (index % 2);
  }

  private newest(pair: number) {
    const [first, second] = [this.slots[pair]!, this.slots[pair + 1]!];
    return second.sequence > first.sequence ? second : first;
  }

  private mendPairs(): void {
    if (this.slots.length % 2 === 1) this.slots.push({ key: 0, raw: 0, sequence: 0 });
  }
}

export type LayoutName = 'json' | 'fram';

export const createLayout = (name: LayoutName): Layout => (name === 'json' ? new JsonLayout() : new FramLayout());
