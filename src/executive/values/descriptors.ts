/** What is said about values and commands: names, units, limits (services spec 4.2). */

import { decodeHalf } from '../../isa/half';
import { encodeText } from '../guest-memory';
import { NO_DESCRIPTOR } from './constants';
import type { Usage } from './usage';

/** `epsilon`, `min` and `max` are halves as bits. */
export type Descriptor =
  | { readonly type: 'group'; readonly name: string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'unit'; readonly unit: string; readonly epsilon: number; readonly rateMs: number }
  | { readonly type: 'range'; readonly min: number; readonly max: number }
  | { readonly type: 'persist'; readonly key: number; readonly debounceMs: number }
  | { readonly type: 'command'; readonly name: string; readonly help: string };

/** Bytes of a record in the pool. */
const sizes: Readonly<Record<Descriptor['type'], number>> = {
  group: 6,
  name: 6,
  unit: 12,
  range: 8,
  persist: 8,
  command: 8,
};

/** The pool of records and the table of their strings. Both only grow. */
export class DescriptorPool {
  private readonly strings = new Set<string>();
  private size = 0;

  constructor(private readonly stringUsage: Usage) {}

  /**
   * Stores a chain, its last element first.
   * @returns the offset of its first element, `NO_DESCRIPTOR` for an empty chain; `undefined` when it does not fit,
   * while what was stored before that stays
   */
  store(chain: readonly Descriptor[]): number | undefined {
    let head = NO_DESCRIPTOR;
    for (const descriptor of [...chain].reverse()) {
      if (!stringsOf(descriptor).every((text) => this.storeString(text))) return undefined;
      if (this.size + sizes[descriptor.type] > NO_DESCRIPTOR) return undefined;
      head = this.size;
      this.size += sizes[descriptor.type];
    }
    return head;
  }

  /** Identical text is stored once, each with a NUL. */
  private storeString(text: string): boolean {
    if (this.strings.has(text)) return true;
    const used = this.stringUsage.count + encodeText(text).length + 1;
    if (used > this.stringUsage.capacity) return false;
    this.strings.add(text);
    this.stringUsage.update(used);
    return true;
  }
}

function stringsOf(descriptor: Descriptor): string[] {
  if (descriptor.type === 'command') return [descriptor.name, descriptor.help];
  return 'name' in descriptor ? [descriptor.name] : [];
}

/** First four ASCII characters, little endian. */
function unitCode(unit: string): number {
  const ascii = [...unit].filter((character) => character <= '\x7f').slice(0, 4);
  return ascii.reduce((code, character, index) => code | (character.charCodeAt(0) << (8 * index)), 0) >>> 0;
}

export function unitText(code: number): string {
  const bytes = [code, code >>> 8, code >>> 16, code >>> 24].map((byte) => byte & 0xff);
  return String.fromCharCode(...bytes.filter((byte) => byte !== 0 && byte <= 0x7f));
}

/** A chain in its wire form: its fields side by side (services spec 4.8). */
export function describe(chain: readonly Descriptor[]): Record<string, unknown> {
  return Object.assign({}, ...chain.map(fieldsOf));
}

const unlessEmpty = (key: string, text: string) => (text === '' ? {} : { [key]: text });

function fieldsOf(descriptor: Descriptor): Record<string, unknown> {
  switch (descriptor.type) {
    case 'group':
      return unlessEmpty('group_name', descriptor.name);
    case 'name':
      return unlessEmpty('name', descriptor.name);
    case 'command':
      return { ...unlessEmpty('name', descriptor.name), ...unlessEmpty('help', descriptor.help) };
    case 'unit': {
      const code = unitCode(descriptor.unit);
      const { epsilon, rateMs } = descriptor;
      const unit = unitText(code);
      return { unit_code: code, unit, epsilon_f16: epsilon, epsilon: decodeHalf(epsilon), rate_ms: rateMs };
    }
    case 'range': {
      const { min, max } = descriptor;
      return { min_f16: min, max_f16: max, min: decodeHalf(min), max: decodeHalf(max) };
    }
    case 'persist':
      return { persist_key: descriptor.key, debounce_ms: descriptor.debounceMs };
  }
}
