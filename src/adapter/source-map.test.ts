import { expect, it } from 'vitest';
import { localPaths } from './source-map';

const local = localPaths(
  [
    ['/build', '/home/me/all'],
    ['/build/app/', 'app'],
    ['C:\\work', '/mnt/work'],
  ],
  '/home/me',
);

it.each([
  ['/build/lib/a.mvasm', '/home/me/all/lib/a.mvasm'],
  ['/build/app/a.mvasm', '/home/me/app/a.mvasm'],
  ['/builder/a.mvasm', '/builder/a.mvasm'],
  ['c:/work/a.mvasm', '/mnt/work/a.mvasm'],
  ['C:\\work\\sub\\a.mvasm', '/mnt/work/sub/a.mvasm'],
])('%s is %s', (there, here) => expect(local(there)).toBe(here));
