/** Files of programs (services spec 6.1, machine spec 5.5): one store per executive, descriptors per task. */

import type { Volume } from '../../platform/volume';
import { GrowingBytes } from './growing-bytes';
import { MemoryVolume } from './memory-volume';

/** Descriptors below are the standard streams. */
const FIRST_DESCRIPTOR = 3;

/** How a program opens a file; by default for everything, and it is created. */
export interface OpenMode {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  /** Every write goes to the end. */
  readonly append: boolean;
}

const ANY: OpenMode = { read: true, write: true, create: true, truncate: false, append: false };

/** An open file; all descriptors on it share it. Usable after it was deleted or renamed (fixes quirk 30). */
interface File {
  bytes: GrowingBytes;
  /** `null` once it was deleted. */
  path: string | null;
  descriptors: number;
}

interface OpenFile {
  readonly file: File;
  readonly mode: OpenMode;
  position: number;
}

interface DescriptorTable {
  next: number;
  readonly open: Map<number, OpenFile>;
}

export interface FileLimits {
  readonly files: number;
  /** Bytes of all files; a write beyond is cut, so that a program cannot exhaust its host. */
  readonly fileBytes: number;
}

const GENEROUS: FileLimits = { files: 1024, fileBytes: 0x1000000 };

export class FileStore {
  private readonly openFiles = new Map<string, File>();
  private readonly tables = new Map<number, DescriptorTable>();
  /** Of the volume; worked out when first asked for. */
  private bytes: number | undefined;

  constructor(
    private readonly volume: Volume = new MemoryVolume(),
    readonly limits: FileLimits = GENEROUS,
  ) {}

  /** @returns a descriptor; `undefined` when the path leaves the store's folder, the file is absent or there is no room */
  open(pid: number, path: string, mode: OpenMode = ANY): number | undefined {
    if (!isInside(path)) return undefined;
    const file = this.openFiles.get(path) ?? this.fetch(path, mode);
    if (!file) return undefined;
    if (mode.truncate && mode.write && file.bytes.length > 0) this.truncate(path, file);
    file.descriptors++;
    this.openFiles.set(path, file);
    const table = this.tables.get(pid) ?? { next: FIRST_DESCRIPTOR, open: new Map() };
    this.tables.set(pid, table);
    const descriptor = table.next++;
    table.open.set(descriptor, { file, mode, position: 0 });
    return descriptor;
  }

  /** All of a file; `undefined` when there is none, or its path leaves the store's folder. */
  content(path: string): Uint8Array | undefined {
    if (!isInside(path)) return undefined;
    const open = this.openFiles.get(path);
    return open ? open.bytes.slice(0, open.bytes.length) : this.volume.read(path);
  }

  /** Up to `length` bytes from the position on; none at the end or for an unknown descriptor. */
  read(pid: number, descriptor: number, length: number): Uint8Array {
    const open = this.find(pid, descriptor);
    if (!open?.mode.read) return new Uint8Array();
    const bytes = open.file.bytes.slice(open.position, open.position + length);
    open.position += bytes.length;
    return bytes;
  }

  /** @returns how many bytes were written, 0 for an unknown descriptor or when nothing more fits */
  write(pid: number, descriptor: number, bytes: Uint8Array): number {
    const open = this.find(pid, descriptor);
    if (!open?.mode.write) return 0;
    const { file, mode } = open;
    const { length } = file.bytes;
    const position = mode.append ? length : open.position;
    const room = Math.max(0, length + Math.max(0, this.limits.fileBytes - this.usedBytes) - position);
    const fitting = bytes.subarray(0, room);
    if (fitting.length === 0) return 0;
    // Another descriptor may have made the file shorter: what is between reads as zeros.
    if (position > length && !this.put(file, length, new Uint8Array(position - length))) return 0;
    if (!this.put(file, position, fitting)) return 0;
    open.position = position + fitting.length;
    return fitting.length;
  }

  private put(file: File, position: number, bytes: Uint8Array): boolean {
    const before = this.usedBytes;
    if (file.path !== null && !this.volume.write(file.path, position, bytes)) return false;
    this.bytes = before + Math.max(0, position + bytes.length - file.bytes.length);
    file.bytes.write(position, bytes);
    return true;
  }

  /** @returns false for an unknown descriptor */
  close(pid: number, descriptor: number): boolean {
    const table = this.tables.get(pid);
    const open = table?.open.get(descriptor);
    if (!table || !open) return false;
    table.open.delete(descriptor);
    this.letGo(open.file);
    return true;
  }

  /** All names, sorted by code point. */
  names(): string[] {
    return this.volume
      .list()
      .map(({ name }) => name)
      .sort(byCodePoint);
  }

  /** @returns false when there is no such file, or it cannot be deleted */
  delete(path: string): boolean {
    if (!this.volume.delete(path)) return false;
    this.bytes = undefined;
    const file = this.openFiles.get(path);
    if (file) file.path = null;
    this.openFiles.delete(path);
    return true;
  }

  /** @returns false when the old name is absent or the new one taken */
  rename(from: string, to: string): boolean {
    if (!this.volume.rename(from, to)) return false;
    const file = this.openFiles.get(from);
    if (!file) return true;
    this.openFiles.delete(from);
    this.openFiles.set(to, file);
    file.path = to;
    return true;
  }

  makeDirectory(path: string): boolean {
    return this.volume.makeDirectory(path);
  }

  /** Closes all that a task has open. */
  removeTask(pid: number): void {
    for (const { file } of this.tables.get(pid)?.open.values() ?? []) this.letGo(file);
    this.tables.delete(pid);
  }

  /** Bytes and number of all files. */
  usage(): { files: number; bytes: number } {
    return { files: this.volume.list().length, bytes: this.usedBytes };
  }

  private get usedBytes(): number {
    this.bytes ??= this.volume.list().reduce((sum, { size }) => sum + size, 0);
    return this.bytes;
  }

  private fetch(path: string, mode: OpenMode): File | undefined {
    const bytes = this.volume.read(path);
    if (bytes) return { bytes: new GrowingBytes(bytes), path, descriptors: 0 };
    if (!mode.create || this.volume.list().length >= this.limits.files) return undefined;
    return this.volume.truncate(path) ? { bytes: new GrowingBytes(), path, descriptors: 0 } : undefined;
  }

  private truncate(path: string, file: File): void {
    if (!this.volume.truncate(path)) return;
    file.bytes = new GrowingBytes();
    this.bytes = undefined;
  }

  private letGo(file: File): void {
    file.descriptors--;
    if (file.descriptors === 0 && file.path !== null) this.openFiles.delete(file.path);
  }

  private find(pid: number, descriptor: number): OpenFile | undefined {
    return this.tables.get(pid)?.open.get(descriptor);
  }
}

function isInside(path: string): boolean {
  const plain = path.replaceAll('\\', '/').trim();
  return path !== '' && !plain.startsWith('/') && !plain.includes(':') && !plain.split('/').includes('..');
}

function byCodePoint(a: string, b: string): number {
  const left = [...a].map((character) => character.codePointAt(0)!);
  const right = [...b].map((character) => character.codePointAt(0)!);
  const index = left.findIndex((point, at) => point !== right[at]);
  return index < 0 ? left.length - right.length : left[index]! - (right[index] ?? -1);
}
