import { describe, expect, it } from 'vitest';
import { isOnDisk, pathOf, uriOf } from './paths';

describe('paths', () => {
  it.each([
    ['file:///home/a%20b/x.mvasm', '/home/a b/x.mvasm'],
    ['file:///c%3A/x.mvasm', 'C:/x.mvasm'],
    ['file://server/share/x.mvasm', '//server/share/x.mvasm'],
    ['vscode-vfs://github/owner/x.mvasm', '/owner/x.mvasm'],
    ['untitled:Untitled-1', 'Untitled-1'],
    ['file:///50%/x.mvasm', '/50%/x.mvasm'],
    ['no uri', 'no uri'],
  ])('%s has the path %s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
  });

  it.each([
    ['/home/a b/x.mvasm', 'file:///other', 'file:///home/a%20b/x.mvasm'],
    ['C:/x.mvasm', 'file:///c%3A/y', 'file:///c%3A/x.mvasm'],
    ['//server/share/x.mvasm', 'file://server/y', 'file://server/share/x.mvasm'],
    ['/owner/x.mvasm', 'vscode-vfs://github/owner/y', 'vscode-vfs://github/owner/x.mvasm'],
    ['lib.mvasm', 'untitled:Untitled-1', 'untitled:lib.mvasm'],
    ['/x', 'no uri', 'file:///x'],
  ])('%s beside %s is %s', (path, neighbour, uri) => {
    expect(uriOf(path, neighbour)).toBe(uri);
  });

  it('knows what lies on disk', () => {
    expect(isOnDisk('file:///x')).toBe(true);
    expect(isOnDisk('vscode-vfs://github/x')).toBe(false);
    expect(isOnDisk('no uri')).toBe(false);
  });
});
