import { expect, it } from 'vitest';
import { pathKey, resolvePath } from './paths';

it.each([
  ['/src', 'a/b.mvasm', '/src/a/b.mvasm'],
  ['/src', '../b.mvasm', '/b.mvasm'],
  ['/src', '/abs/b.mvasm', '/abs/b.mvasm'],
  [undefined, 'a/./b.mvasm', 'a/b.mvasm'],
  ['memfs://host/folder/', 'b.mvasm', 'memfs://host/folder/b.mvasm'],
  ['/src', 'memfs://host/b.mvasm', 'memfs://host/b.mvasm'],
])('from %s, %s is %s', (base, path, resolved) => expect(resolvePath(base, path)).toBe(resolved));

it('knows one file under several spellings', () => {
  expect(pathKey('C:\\src\\a.mvasm')).toBe(pathKey('c:/src/./a.mvasm'));
  expect(pathKey('/src/a.mvasm')).not.toBe(pathKey('/src/A.mvasm'));
});
