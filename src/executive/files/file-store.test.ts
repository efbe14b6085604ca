import { describe, expect, it } from 'vitest';
import { FileStore } from './file-store';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

function write(store: FileStore, path: string, content: string, pid = 1): void {
  store.write(pid, store.open(pid, path)!, bytes(content));
}

const read = (store: FileStore, path: string): string => text(store.read(9, store.open(9, path)!, 100));

describe('file store', () => {
  it.each(['', '/a', '\\a', 'C:a', 'a/../b', '..', ' /a'])('refuses the path %j', (path) => {
    expect(new FileStore().open(1, path)).toBeUndefined();
  });

  it.each(['a', ' ', './a', 'a//b', 'a\\b', 'a..b'])('accepts the path %j', (path) => {
    expect(new FileStore().open(1, path)).toBe(3);
  });

  it('gives every task its own descriptors and positions', () => {
    const store = new FileStore();
    write(store, 'f', 'data');
    const first = store.open(2, 'f')!;
    expect(first).toBe(3);
    expect(text(store.read(2, first, 2))).toBe('da');
    expect(text(store.read(2, first, 9))).toBe('ta');
    expect(store.read(3, first, 9)).toHaveLength(0);
    store.removeTask(2);
    expect(store.close(2, first)).toBe(false);
  });

  it('keeps a deleted file for those who have it open', () => {
    const store = new FileStore();
    const descriptor = store.open(1, 'f')!;
    store.write(1, descriptor, bytes('kept'));
    const reader = store.open(2, 'f')!;
    expect(store.delete('f')).toBe(true);
    expect(store.delete('f')).toBe(false);
    expect(text(store.read(2, reader, 9))).toBe('kept');
    expect(read(store, 'f')).toBe('');
  });

  it('renames unless the old name is absent or the new one taken', () => {
    const store = new FileStore();
    write(store, 'f', 'x');
    write(store, 'g', 'y');
    expect([store.rename('f', 'g'), store.rename('none', 'h'), store.rename('f', 'h')]).toEqual([false, false, true]);
    expect(read(store, 'h')).toBe('x');
  });

  it('starts with one file that cannot be opened under its name', () => {
    const store = new FileStore();
    expect(store.names()).toEqual(['/hello.txt']);
    store.rename('/hello.txt', 'hello');
    expect(read(store, 'hello')).toBe('demo');
  });

  it('sorts names by code point, not by UTF-16 unit', () => {
    const store = new FileStore();
    store.delete('/hello.txt');
    for (const name of ['\u{1f600}', '\uff5e', 'b', 'ab', 'a']) store.open(1, name);
    expect(store.names()).toEqual(['a', 'ab', 'b', '\uff5e', '\u{1f600}']);
  });

  it('cuts a file that grows without end', () => {
    const store = new FileStore();
    const descriptor = store.open(1, 'f')!;
    const block = new Uint8Array(0xffff);
    let written = block.length;
    let total = 0;
    while (written === block.length) total += written = store.write(1, descriptor, block);
    // The file that is there from the start takes four bytes.
    expect(total).toBe(0x1000000 - 4);
    expect(store.write(1, descriptor, block)).toBe(0);
  });
});
