/** The metadata sections of an image (toolchain spec 10.4 to 10.6): reading. */

import { decodeHalf } from '../../isa/half';
import type { DiagnosticCode } from '../diagnostics';
import { JsonSyntaxError, readJson } from '../json/read';
import { isList, isObject, type JsonValue } from '../json/value';
import { type MailboxEntry, readMailboxEntry } from './mailbox-entry';

export interface ValueEntry {
  readonly group: number;
  readonly id: number;
  readonly flags: number;
  readonly auth: number;
  /** Half-precision bits; the number itself stands beside them. */
  readonly initRaw: number;
  readonly init: number;
  readonly epsilonRaw: number;
  readonly epsilon: number;
  readonly minRaw: number;
  readonly min: number;
  readonly maxRaw: number;
  readonly max: number;
  readonly persistKey: number;
  readonly name: string | null;
  readonly unit: string | null;
  readonly groupName: string | null;
}

export interface CommandEntry {
  readonly group: number;
  readonly id: number;
  readonly flags: number;
  readonly auth: number;
  /** Byte offset in code, 0 when there is none. */
  readonly handler: number;
  readonly reserved: number;
  readonly name: string | null;
  readonly help: string | null;
  readonly groupName: string | null;
}

export const VALUE_ENTRY_SIZE = 20;
export const COMMAND_ENTRY_SIZE = 16;
const LEGACY_MAILBOX_SIZE = 16;

/** An image that cannot be loaded; `code` is one of toolchain spec 10.7. */
export class ImageError extends Error {
  constructor(
    readonly code: DiagnosticCode,
    message: string,
  ) {
    super(message);
    this.name = 'ImageError';
  }
}

export function fail(code: DiagnosticCode, message: string): never {
  throw new ImageError(code, message);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** How many times over the texts of a section may use its bytes; linkers store each text once. */
const MAX_OVERLAP = 4;

/** The texts of a section. Each is read once, however many entries point to it. */
class Texts {
  private readonly known = new Map<number, string>();
  private budget: number;

  constructor(private readonly section: Uint8Array) {
    this.budget = MAX_OVERLAP * section.length;
  }

  at(offset: number): string {
    const text = this.known.get(offset) ?? this.read(offset);
    this.known.set(offset, text);
    return text;
  }

  private read(offset: number): string {
    if (offset >= this.section.length) fail('string-offset', `A text offset (${offset}) lies outside its section.`);
    const end = this.section.indexOf(0, offset);
    if (end < 0) fail('string-unterminated', `The text at offset ${offset} of its section has no end.`);
    this.budget -= end - offset;
    if (this.budget < 0) fail('metadata-strings', 'The texts of a section overlap more than any linker makes them.');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.section.subarray(offset, end));
    } catch {
      return fail('string-utf8', `The text at offset ${offset} of its section is not UTF-8.`);
    }
  }
}

function checkTable(section: Uint8Array, count: number, size: number, code: DiagnosticCode, what: string): void {
  if (count * size > section.length) fail(code, `The table of ${count} ${what} does not fit into its section.`);
}

/** Reads one field of a row by its offset, see toolchain spec 10.5. */
interface Row {
  readonly head: Pick<ValueEntry, 'group' | 'id' | 'flags' | 'auth'>;
  readonly word: (offset: number) => number;
  readonly long: (offset: number) => number;
  /** The text a word points to; `null` for 0. */
  readonly text: (offset: number) => string | null;
}

/** Rows of values and of commands begin alike and point to texts in the same way. */
function readRows<Entry>(section: Uint8Array, count: number, size: number, read: (row: Row) => Entry): Entry[] {
  const view = viewOf(section);
  const texts = new Texts(section);
  return Array.from({ length: count }, (_, index) => {
    const at = index * size;
    const [group = 0, id = 0, flags = 0, auth = 0] = section.subarray(at);
    const word = (offset: number): number => view.getUint16(at + offset);
    return read({
      head: { group, id, flags, auth },
      word,
      long: (offset) => view.getUint32(at + offset),
      text: (offset) => (word(offset) === 0 ? null : texts.at(word(offset))),
    });
  });
}

export function readValues(section: Uint8Array, count: number): readonly ValueEntry[] {
  checkTable(section, count, VALUE_ENTRY_SIZE, 'value-table-truncated', 'values');
  return readRows(section, count, VALUE_ENTRY_SIZE, ({ head, word, text }) => ({
    ...head,
    initRaw: word(4),
    init: decodeHalf(word(4)),
    epsilonRaw: word(10),
    epsilon: decodeHalf(word(10)),
    minRaw: word(12),
    min: decodeHalf(word(12)),
    maxRaw: word(14),
    max: decodeHalf(word(14)),
    persistKey: word(16),
    name: text(6),
    unit: text(8),
    groupName: text(18),
  }));
}

export function readCommands(section: Uint8Array, count: number): readonly CommandEntry[] {
  checkTable(section, count, COMMAND_ENTRY_SIZE, 'command-table-truncated', 'commands');
  return readRows(section, count, COMMAND_ENTRY_SIZE, ({ head, word, long, text }) => ({
    ...head,
    handler: long(4),
    reserved: word(12),
    name: text(8),
    help: text(10),
    groupName: text(14),
  }));
}

/** JSON, or the old table when the first non-blank byte opens neither an object nor a list. */
export function readMailboxes(section: Uint8Array, count: number): readonly MailboxEntry[] {
  let end = section.length;
  while (end > 0 && section[end - 1] === 0) end--;
  if (end === 0) return [];
  const first = section.find((byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13);
  if (first !== 0x7b && first !== 0x5b) return readLegacyMailboxes(section, count);
  return mailboxList(parsePayload(section.subarray(0, end))).map((entry) => {
    if (!isObject(entry)) fail('mailbox-entry', 'A mailbox of the image is no object.');
    return readMailboxEntry(entry, fail);
  });
}

function parsePayload(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    fail('mailbox-utf8', 'The mailbox section is not valid UTF-8.');
  }
  try {
    return readJson(text, { nonFinite: true }).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    fail('mailbox-json', `The mailbox section is no valid JSON: ${error.message}`);
  }
}

function mailboxList(payload: JsonValue): readonly JsonValue[] {
  if (isList(payload)) return payload;
  if (!isObject(payload)) fail('mailbox-shape', 'The mailbox section holds neither an object nor a list.');
  const version = payload.get('version');
  if (version !== undefined && version !== 1)
    fail('mailbox-version', 'Only version 1 of the mailbox section is known.');
  const list = payload.get('mailboxes') ?? payload.get('entries') ?? [];
  if (!isList(list)) fail('mailbox-shape', 'The mailbox section holds no list of mailboxes.');
  return list;
}

function readLegacyMailboxes(section: Uint8Array, count: number): readonly MailboxEntry[] {
  checkTable(section, count, LEGACY_MAILBOX_SIZE, 'mailbox-table-truncated', 'mailboxes');
  const view = viewOf(section);
  const texts = new Texts(section);
  return Array.from({ length: count }, (_, index) => {
    const at = index * LEGACY_MAILBOX_SIZE;
    const nameOffset = view.getUint32(at);
    const depth = view.getUint16(at + 4);
    const mode = view.getUint16(at + 6);
    const reserved = Number(view.getBigUint64(at + 8));
    const target = texts.at(nameOffset).trim();
    if (target === '') fail('mailbox-name', `Mailbox ${index} of the image has no name.`);
    return {
      target,
      capacity: depth || null,
      modeMask: mode,
      ownerPid: null,
      bindings: [],
      reserved,
      source: 'legacy',
      raw: { name_offset: nameOffset, queue_depth: depth, flags: mode, reserved },
    };
  });
}
