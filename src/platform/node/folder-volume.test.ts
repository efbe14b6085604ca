import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileStore } from '../../executive/files/file-store';
import { createFolderVolume } from './folder-volume';

let base: string;
let root: string;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'hsx-folder-'));
  root = join(base, 'root');
  mkdirSync(join(root, 'sub'), { recursive: true });
  writeFileSync(join(base, 'secret'), 'secret');
  writeFileSync(join(root, 'a.txt'), 'alpha');
});
afterEach(() => rmSync(base, { recursive: true }));

describe('a folder of the host', () => {
  it('is read and written', () => {
    const store = new FileStore(createFolderVolume(root, false));
    const descriptor = store.open(1, 'a.txt')!;
    expect(new TextDecoder().decode(store.read(1, descriptor, 9))).toBe('alpha');
    store.write(1, descriptor, bytes('bet'));
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('alphabet');
    expect(store.rename('a.txt', 'sub/b.txt')).toBe(true);
    store.write(1, descriptor, bytes('!'));
    expect(readFileSync(join(root, 'sub', 'b.txt'), 'utf8')).toBe('alphabet!');
    expect(store.makeDirectory('new')).toBe(true);
    expect(store.names()).toEqual(['sub/b.txt']);
    expect(store.delete('sub/b.txt')).toBe(true);
    expect(existsSync(join(root, 'sub', 'b.txt'))).toBe(false);
  });

  it.each([
    '../secret',
    'sub/../../secret',
    '..\\secret',
    '/etc/passwd',
    'C:secret',
    'a.txt:stream',
    'link',
    'links/secret',
    'CON',
    'sub/nul.txt',
    'A.TXT',
    'a.txt/x',
    'sub',
    'a.txt.',
    'a\0b',
    '',
    '.',
  ])('cannot be left or tricked by the name %j', (name) => {
    symlinkSync(join(base, 'secret'), join(root, 'link'));
    symlinkSync(base, join(root, 'links'));
    const volume = createFolderVolume(root, false);
    expect(volume.read(name)).toBeUndefined();
    expect(volume.write(name, 0, bytes('x'))).toBe(false);
    expect(volume.truncate(name)).toBe(false);
    expect(volume.rename('a.txt', name)).toBe(false);
    if (name !== 'sub') expect(volume.makeDirectory(name)).toBe(false);
    expect(volume.delete(name)).toBe(false);
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('alpha');
  });

  it('lists no links and what lies behind them', () => {
    symlinkSync(base, join(root, 'links'));
    expect(createFolderVolume(root, false).list()).toEqual([{ name: 'a.txt', size: 5 }]);
  });

  it('keeps its quota in bytes and files', () => {
    const store = new FileStore(createFolderVolume(root, false), { files: 2, fileBytes: 8 });
    const descriptor = store.open(1, 'b')!;
    expect(store.write(1, descriptor, bytes('12345'))).toBe(3);
    expect(store.write(1, descriptor, bytes('6'))).toBe(0);
    expect(store.open(1, 'c')).toBeUndefined();
    expect(readFileSync(join(root, 'b'), 'utf8')).toBe('123');
  });

  it('stays as it is when it is opened for reading only', () => {
    const store = new FileStore(createFolderVolume(root, true));
    expect(store.write(1, store.open(1, 'a.txt')!, bytes('x'))).toBe(0);
    expect(store.open(1, 'new')).toBeUndefined();
    expect(store.delete('a.txt')).toBe(false);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('alpha');
  });

  it('has to be there', () => {
    expect(() => createFolderVolume(join(base, 'none'), false)).toThrow('there is no folder');
    expect(() => createFolderVolume(join(base, 'secret'), false)).toThrow('is no folder');
  });
});
