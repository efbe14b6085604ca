/** Images `.hxe` (toolchain spec 10): reading and writing. Everything is big endian. */

import { MAX_CODE_SIZE } from '../isa/constants';
import { crc32 } from './crc32';
import type { MailboxEntry } from './image-file/mailbox-entry';
import {
  type CommandEntry,
  fail,
  readCommands,
  readMailboxes,
  readValues,
  type ValueEntry,
} from './image-file/section-reader';

export type { MailboxBinding, MailboxEntry } from './image-file/mailbox-entry';
export { type CommandEntry, ImageError, type ValueEntry } from './image-file/section-reader';

/** An entry of the metadata section table. */
export interface ImageSection {
  /** 1 values, 2 commands, 3 mailboxes. */
  readonly type: number;
  /** Byte offset in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** Number of entries. */
  readonly count: number;
}

export interface Image {
  readonly version: number;
  readonly flags: number;
  /** Byte offset in code. */
  readonly entry: number;
  /** Big-endian words. */
  readonly code: Uint8Array;
  readonly rodata: Uint8Array;
  /** Bytes. */
  readonly bssSize: number;
  readonly requiredCapabilities: number;
  readonly crc: number;
  /** Bytes: 32 or 96. */
  readonly headerSize: number;
  readonly manifestPresent: boolean;
  /** JSON or TOML behind the data (services spec 5.6); absent also when the flag stands alone. */
  readonly manifest?: Uint8Array;
  readonly allowMultipleInstances: boolean;
  readonly appName: string | null;
  readonly metadataOffset: number;
  readonly metadataCount: number;
  readonly sections: readonly ImageSection[];
  readonly values: readonly ValueEntry[];
  readonly commands: readonly CommandEntry[];
  readonly mailboxes: readonly MailboxEntry[];
}

export const SectionType = { values: 1, commands: 2, mailboxes: 3 } as const;
const APP_NAME_LENGTH = 31;
/** Bytes of data, or of bss, that an image may have. */
export const MAX_DATA_SIZE = 0x10000;

const MAGIC = 0x48535845; // HSXE
const HEADER_V1 = 32;
const HEADER_V2 = 96;
const CRC_OFFSET = 0x1c;
const NAME_OFFSET = 0x20;
const RESERVED_OFFSET = 0x48;
const SECTION_SIZE = 16;
const FLAG_MANIFEST = 1;
const FLAG_MULTIPLE = 2;

function imageCrc(bytes: Uint8Array, headerSize: number): number {
  return crc32(bytes.subarray(headerSize), crc32(bytes.subarray(0, CRC_OFFSET)));
}

function readAppName(bytes: Uint8Array): string | null {
  const field = bytes.subarray(NAME_OFFSET, NAME_OFFSET + 32);
  const end = field.indexOf(0);
  const name = end < 0 ? field : field.subarray(0, end);
  if (name.some((byte) => byte > 127)) fail('app-name-not-ascii', 'The application name of the image is not ASCII.');
  return String.fromCharCode(...name).trim() || null;
}

function checkSize(size: number, limit: number, code: Parameters<typeof fail>[0], what: string): void {
  if (size > limit) fail(code, `The image has ${size} bytes of ${what}; the limit is ${limit}.`);
}

/**
 * Reads and checks an image in the order of toolchain spec 10.7.
 * @throws ImageError
 */
export function readImage(bytes: Uint8Array): Image {
  if (bytes.length < HEADER_V1) fail('too-small', `An image has at least 32 bytes; this file has ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(4);
  const headerSize = version === 2 ? HEADER_V2 : HEADER_V1;
  if (bytes.length < headerSize) fail('header-truncated', `The header has 96 bytes; this file has ${bytes.length}.`);
  if (version === 2 && bytes.subarray(RESERVED_OFFSET, HEADER_V2).some((byte) => byte !== 0)) {
    fail('reserved-nonzero', 'Reserved bytes of the header are not zero.');
  }
  const appName = version === 2 ? readAppName(bytes) : null;
  if (version !== 1 && version !== 2) fail('unsupported-version', `Image version ${version} is unknown.`);
  if (view.getUint32(0) !== MAGIC) fail('bad-magic', 'The file is no image: it does not start with HSXE.');

  const flags = view.getUint16(6);
  const entry = view.getUint32(8);
  const codeLength = view.getUint32(12);
  const rodataLength = view.getUint32(16);
  const bssSize = view.getUint32(20);
  const crc = view.getUint32(CRC_OFFSET);
  checkSize(codeLength, MAX_CODE_SIZE, 'code-too-large', 'code');
  checkSize(rodataLength, MAX_DATA_SIZE, 'rodata-too-large', 'data');
  checkSize(bssSize, MAX_DATA_SIZE, 'bss-too-large', 'bss');
  if (codeLength % 4 !== 0) fail('code-misaligned', `The code has ${codeLength} bytes, no multiple of 4.`);
  if (entry % 4 !== 0) fail('entry-misaligned', `The entry ${entry} is no multiple of 4.`);
  if (imageCrc(bytes, headerSize) !== crc) fail('crc-mismatch', 'The checksum of the image does not match.');
  const dataEnd = headerSize + codeLength + rodataLength;
  if (dataEnd > bytes.length) fail('sections-truncated', 'The file ends before its code and data do.');
  if (entry >= codeLength) fail('entry-out-of-range', `The entry ${entry} lies outside ${codeLength} bytes of code.`);

  const metadataOffset = version === 2 ? view.getUint32(0x40) : 0;
  const metadataCount = version === 2 ? view.getUint32(0x44) : 0;
  if (metadataOffset !== 0 && metadataOffset < dataEnd) fail('metadata-overlap', 'Metadata overlaps code or data.');
  const sections = readSectionTable(bytes, view, headerSize, metadataOffset, metadataCount);
  const manifest =
    (flags & FLAG_MANIFEST) === 0 ? undefined : manifestAt(bytes, dataEnd, metadataOffset || bytes.length);
  return {
    version,
    flags,
    entry,
    code: bytes.subarray(headerSize, headerSize + codeLength),
    rodata: bytes.subarray(headerSize + codeLength, dataEnd),
    bssSize,
    requiredCapabilities: view.getUint32(24),
    crc,
    headerSize,
    manifestPresent: (flags & FLAG_MANIFEST) !== 0,
    ...(manifest && { manifest }),
    allowMultipleInstances: version === 1 || (flags & FLAG_MULTIPLE) !== 0,
    appName,
    metadataOffset,
    metadataCount,
    sections,
    values: collect(bytes, sections, SectionType.values, readValues),
    commands: collect(bytes, sections, SectionType.commands, readCommands),
    mailboxes: collect(bytes, sections, SectionType.mailboxes, readMailboxes),
  };
}

/** Length u32, then the text, between the data and what follows; `undefined` when there is none. */
function manifestAt(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  if (start + 4 > Math.min(end, bytes.length)) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(start);
  return length === 0 || start + 4 + length > end ? undefined : bytes.subarray(start + 4, start + 4 + length);
}

function readSectionTable(
  bytes: Uint8Array,
  view: DataView,
  headerSize: number,
  offset: number,
  count: number,
): readonly ImageSection[] {
  if (offset === 0 || count === 0) return [];
  if (offset + count * SECTION_SIZE > bytes.length) {
    fail('metadata-table-bounds', `The table of ${count} metadata sections lies outside the file.`);
  }
  let total = 0;
  return Array.from({ length: count }, (_, index) => {
    const at = offset + index * SECTION_SIZE;
    const section = {
      type: view.getUint32(at),
      offset: view.getUint32(at + 4),
      size: view.getUint32(at + 8),
      count: view.getUint32(at + 12),
    };
    if (section.offset < headerSize || section.offset + section.size > bytes.length) {
      fail('metadata-section-bounds', `Metadata section ${index} lies outside the file.`);
    }
    total += section.size;
    // Otherwise a small file could stand for any amount of metadata.
    if (total > bytes.length) fail('metadata-section-bounds', 'The metadata sections overlap.');
    return section;
  });
}

function collect<Entry>(
  bytes: Uint8Array,
  sections: readonly ImageSection[],
  type: number,
  read: (section: Uint8Array, count: number) => readonly Entry[],
): readonly Entry[] {
  return sections
    .filter((section) => section.type === type)
    .flatMap(({ offset, size, count }) => read(bytes.subarray(offset, offset + size), count));
}

export interface ImageContent {
  /** Byte offset in code. */
  readonly entry: number;
  readonly code: Uint8Array;
  readonly rodata: Uint8Array;
  readonly appName: string;
  readonly allowMultipleInstances: boolean;
  readonly requiredCapabilities: number;
  /** Embedded manifest, JSON or TOML. */
  readonly manifest?: Uint8Array | undefined;
  /** In table order; each payload complete. */
  readonly sections: readonly { readonly type: number; readonly count: number; readonly payload: Uint8Array }[];
}

/** The name as it is stored: trimmed, 31 characters, ASCII only. */
function storedAppName(name: string): string {
  return [...name.trim()]
    .slice(0, APP_NAME_LENGTH)
    .filter((character) => character <= '\x7f')
    .join('');
}

/** A version 2 image. */
export function writeImage(content: ImageContent): Uint8Array {
  const { code, rodata, sections, manifest } = content;
  const dataEnd = HEADER_V2 + code.length + rodata.length;
  const tableOffset = dataEnd + (manifest ? 4 + manifest.length : 0);
  const payloadSize = sections.reduce((sum, { payload }) => sum + SECTION_SIZE + payload.length, 0);
  const bytes = new Uint8Array(tableOffset + payloadSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint16(4, 2);
  view.setUint16(6, (content.allowMultipleInstances ? FLAG_MULTIPLE : 0) | (manifest ? FLAG_MANIFEST : 0));
  view.setUint32(8, content.entry);
  view.setUint32(12, code.length);
  view.setUint32(16, rodata.length);
  view.setUint32(24, content.requiredCapabilities & 0xffff);
  bytes.set(new TextEncoder().encode(storedAppName(content.appName)), NAME_OFFSET);
  view.setUint32(0x40, sections.length > 0 ? tableOffset : 0);
  view.setUint32(0x44, sections.length);
  bytes.set(code, HEADER_V2);
  bytes.set(rodata, HEADER_V2 + code.length);
  if (manifest) {
    view.setUint32(dataEnd, manifest.length);
    bytes.set(manifest, dataEnd + 4);
  }
  let at = tableOffset + sections.length * SECTION_SIZE;
  sections.forEach(({ type, count, payload }, index) => {
    const row = tableOffset + index * SECTION_SIZE;
    [type, at, payload.length, count].forEach((field, column) => {
      view.setUint32(row + 4 * column, field);
    });
    bytes.set(payload, at);
    at += payload.length;
  });
  view.setUint32(CRC_OFFSET, imageCrc(bytes, HEADER_V2));
  return bytes;
}
