/** The metadata sections of an image (toolchain spec 10.5, 10.6): writing. */

import { encodeHalf } from '../../isa/half';
import { COMMAND_ENTRY_SIZE, VALUE_ENTRY_SIZE } from '../image-file/section-reader';
import { type JsonObject, type JsonValue, numberOf } from '../json/value';
import { writeCompact } from '../json/write';

const MAX_OFFSET = 0xffff;

/** Texts of one section, each once; offsets count from the start of the section. */
class StringTable {
  private readonly offsets = new Map<string, number>();
  private readonly parts: Uint8Array[] = [];

  constructor(private length: number) {}

  /** 0 for an absent text. */
  offsetOf(value: JsonValue | undefined): number {
    if (typeof value !== 'string') return 0;
    const known = this.offsets.get(value);
    if (known !== undefined) return known;
    const offset = this.length;
    const bytes = new TextEncoder().encode(`${value}\0`);
    this.offsets.set(value, offset);
    this.parts.push(bytes);
    this.length += bytes.length;
    return offset;
  }

  appendTo(entries: Uint8Array): Uint8Array {
    const section = new Uint8Array(this.length);
    let at = entries.length;
    section.set(entries);
    for (const part of this.parts) {
      section.set(part, at);
      at += part.length;
    }
    return section;
  }
}

/** Called with the index of an entry whose texts do not fit any more. */
export type Overflow = (index: number) => void;

type WriteEntry = (view: DataView, fields: JsonObject, text: (key: string) => number) => void;

function writeTable(entries: readonly JsonObject[], size: number, write: WriteEntry, overflow: Overflow): Uint8Array {
  const table = new Uint8Array(entries.length * size);
  const strings = new StringTable(table.length);
  for (const [index, fields] of entries.entries()) {
    let fits = true;
    const text = (key: string): number => {
      const offset = strings.offsetOf(fields.get(key));
      fits &&= offset <= MAX_OFFSET;
      return offset;
    };
    write(new DataView(table.buffer, index * size, size), fields, text);
    if (!fits) {
      overflow(index);
      break;
    }
  }
  return strings.appendTo(table);
}

const integer = (fields: JsonObject, key: string): number => Math.trunc(numberOf(fields.get(key)) ?? 0);

/** Half-precision bits: the raw form when there is one. */
function half(fields: JsonObject, key: string): number {
  const raw = numberOf(fields.get(`${key}_raw`));
  return raw === undefined ? encodeHalf(numberOf(fields.get(key)) ?? 0) : Math.trunc(raw);
}

/** @param entries sorted */
export function writeValues(entries: readonly JsonObject[], overflow: Overflow): Uint8Array {
  const write: WriteEntry = (view, fields, text) => {
    view.setUint8(0, integer(fields, 'group'));
    view.setUint8(1, integer(fields, 'value'));
    view.setUint8(2, integer(fields, 'flags'));
    view.setUint8(3, integer(fields, 'auth'));
    view.setUint16(4, half(fields, 'init'));
    view.setUint16(6, text('name'));
    view.setUint16(8, text('unit'));
    view.setUint16(10, half(fields, 'epsilon'));
    view.setUint16(12, half(fields, 'min'));
    view.setUint16(14, half(fields, 'max'));
    view.setUint16(16, integer(fields, 'persist_key'));
    view.setUint16(18, text('group_name'));
  };
  return writeTable(entries, VALUE_ENTRY_SIZE, write, overflow);
}

/** @param entries sorted, handlers resolved to `handler_offset` */
export function writeCommands(entries: readonly JsonObject[], overflow: Overflow): Uint8Array {
  const write: WriteEntry = (view, fields, text) => {
    view.setUint8(0, integer(fields, 'group'));
    view.setUint8(1, integer(fields, 'cmd'));
    view.setUint8(2, integer(fields, 'flags'));
    view.setUint8(3, integer(fields, 'auth'));
    view.setUint32(4, integer(fields, 'handler_offset'));
    view.setUint16(8, text('name'));
    view.setUint16(10, text('help'));
    view.setUint16(12, integer(fields, 'reserved'));
    view.setUint16(14, text('group_name'));
  };
  return writeTable(entries, COMMAND_ENTRY_SIZE, write, overflow);
}

/** @param entries with their targets */
export function writeMailboxes(entries: readonly JsonObject[]): Uint8Array {
  const payload = new Map<string, JsonValue>([
    ['mailboxes', entries],
    ['version', 1],
  ]);
  return new TextEncoder().encode(writeCompact(payload));
}
