/** From source lines to addresses (toolchain spec 12.5). */

import { isAbsolute, join, normalize } from 'pathe';
import type { LineEntry } from './read';

const keyOf = (path: string): string => normalize(path).toLowerCase();

/** The path and what remains of it when folders are taken away from the front: `a/b/c`, `b/c`, `c`. */
function suffixes(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return [path, ...parts.map((_, index) => parts.slice(index).join('/'))];
}

export class LineIndex {
  /** Lower-cased file to line to addresses. */
  private readonly files = new Map<string, Map<number, number[]>>();

  constructor(entries: readonly LineEntry[]) {
    const keys = new Map<string, ReadonlySet<string>>();
    for (const entry of entries) {
      if (entry.file === null) continue;
      const name = `${entry.directory ?? ''}\n${entry.file}`;
      const known = keys.get(name) ?? keysOf(entry.file, entry.directory);
      keys.set(name, known);
      for (const key of known) this.add(key, entry);
    }
  }

  private add(key: string, { line, address }: LineEntry): void {
    const lines = this.files.get(key) ?? new Map<number, number[]>();
    this.files.set(key, lines);
    const addresses = lines.get(line);
    if (addresses) addresses.push(address & 0xffff);
    else lines.set(line, [address & 0xffff]);
  }

  /** Lines (from 1) to addresses; empty for a file that has no code. Case does not count. */
  linesOf(file: string): ReadonlyMap<number, readonly number[]> {
    const path = keyOf(file);
    const keys = isAbsolute(path) ? suffixes(path) : [path, ...suffixes(path).map(bareKey)];
    for (const key of keys) {
      const lines = this.files.get(key);
      if (lines) return lines;
    }
    return new Map();
  }
}

/** A relative name of a file whose absolute path is known. */
const bareKey = (name: string): string => `*/${name}`;

/**
 * What a file is found by: its path, its name and its base name. A file whose absolute path is known answers to names
 * only when a name is asked for: an equally named file in another folder is another file.
 */
function keysOf(file: string, directory: string | null): ReadonlySet<string> {
  const whole = keyOf(directory === null ? file : join(directory, file));
  const names = [keyOf(file), whole.slice(whole.lastIndexOf('/') + 1)];
  return new Set(isAbsolute(whole) ? [whole, ...names.map(bareKey)] : [whole, ...names, ...names.map(bareKey)]);
}
