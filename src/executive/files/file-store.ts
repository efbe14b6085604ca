/** Files in memory (services spec 6.1, machine spec 5.5): one store per executive, descriptors per task. */

import { encodeText } from '../guest-memory';

/** Descriptors below are the standard streams. */
const FIRST_DESCRIPTOR = 3;
/** Bytes; a write beyond is cut, so that a program cannot exhaust its host. */
const LARGEST_FILE = 0x1000000;

interface File {
  bytes: Uint8Array;
  length: number;
}

interface DescriptorTable {
  next: number;
  readonly open: Map<number, OpenFile>;
}

interface OpenFile {
  /** Stays usable after the file was deleted or renamed (fixes quirk 30). */
  readonly file: File;
  position: number;
}

export class FileStore {
  private readonly files = new Map<string, File>();
  private readonly tables = new Map<number, DescriptorTable>();

  constructor() {
    const bytes = encodeText('demo');
    this.files.set('/hello.txt', { bytes, length: bytes.length });
  }

  /** @returns a descriptor, `undefined` when the path leaves the store's folder */
  open(pid: number, path: string): number | undefined {
    if (!isInside(path)) return undefined;
    const file = this.files.get(path) ?? { bytes: new Uint8Array(), length: 0 };
    this.files.set(path, file);
    const table = this.tables.get(pid) ?? { next: FIRST_DESCRIPTOR, open: new Map() };
    this.tables.set(pid, table);
    const descriptor = table.next++;
    table.open.set(descriptor, { file, position: 0 });
    return descriptor;
  }

  /** Up to `length` bytes from the position on; none at the end or for an unknown descriptor. */
  read(pid: number, descriptor: number, length: number): Uint8Array {
    const open = this.find(pid, descriptor);
    if (!open) return new Uint8Array();
    const { file, position } = open;
    const bytes = file.bytes.slice(position, Math.min(position + length, file.length));
    open.position += bytes.length;
    return bytes;
  }

  /** @returns how many bytes were written, 0 for an unknown descriptor */
  write(pid: number, descriptor: number, bytes: Uint8Array): number {
    const open = this.find(pid, descriptor);
    if (!open) return 0;
    const { file, position } = open;
    const end = Math.min(position + bytes.length, LARGEST_FILE);
    reserve(file, end);
    file.bytes.set(bytes.subarray(0, end - position), position);
    file.length = Math.max(file.length, end);
    open.position = end;
    return end - position;
  }

  /** @returns false for an unknown descriptor */
  close(pid: number, descriptor: number): boolean {
    return this.tables.get(pid)?.open.delete(descriptor) ?? false;
  }

  /** All names, sorted by code point. */
  names(): string[] {
    return [...this.files.keys()].sort(byCodePoint);
  }

  /** @returns false when there is no such file */
  delete(path: string): boolean {
    return this.files.delete(path);
  }

  /** @returns false when the old name is absent or the new one taken */
  rename(from: string, to: string): boolean {
    const file = this.files.get(from);
    if (!file || this.files.has(to)) return false;
    this.files.delete(from);
    this.files.set(to, file);
    return true;
  }

  /** Closes all that a task has open. */
  removeTask(pid: number): void {
    this.tables.delete(pid);
  }

  private find(pid: number, descriptor: number): OpenFile | undefined {
    return this.tables.get(pid)?.open.get(descriptor);
  }
}

function isInside(path: string): boolean {
  const plain = path.replaceAll('\\', '/').trim();
  return path !== '' && !plain.startsWith('/') && !plain.includes(':') && !plain.split('/').includes('..');
}

/** Makes room for `length` bytes, doubling so that appending stays cheap. */
function reserve(file: File, length: number): void {
  if (length <= file.bytes.length) return;
  const grown = new Uint8Array(Math.max(length, 2 * file.bytes.length));
  grown.set(file.bytes.subarray(0, file.length));
  file.bytes = grown;
}

function byCodePoint(a: string, b: string): number {
  const left = [...a].map((character) => character.codePointAt(0)!);
  const right = [...b].map((character) => character.codePointAt(0)!);
  const index = left.findIndex((point, at) => point !== right[at]);
  return index < 0 ? left.length - right.length : left[index]! - (right[index] ?? -1);
}
