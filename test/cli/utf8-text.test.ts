/** Strings in UTF-8, which only a switch brings about. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { readImage } from '../../src/toolchain/image';
import { Folder } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  folder.program('a.mvasm', 'RET', '.data', '.ascii "a\u00e9\u20ac\\xE9\\\u00e9\\n"', '.byte "\u00fc"');
});
afterEach(() => folder.remove());

const LATIN_1_REFUSES =
  /a\.mvasm:\d+:8: error: "\u20ac" does not fit a byte; .* \(--utf8-text\)\. \[string-character\]/;
const bytes = [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xe9, 0xc3, 0xa9, 0x0a, 0xc3, 0xbc];

it('builds them with the option, and says that this is not portable', async () => {
  const { code, stderr } = await folder.hsx('build', '--utf8-text', 'a.mvasm', '-o', 'a.hxe');
  expect([code, stderr.match(/Not portable \(utf8-text\)/g)?.length]).toEqual([0, 2]);
  expect([...readImage(folder.bytes('a.hxe')).rodata]).toEqual(bytes);
  await folder.hsx('asm', '--utf8-text', 'a.mvasm', '-o', 'a.hxo');
  await folder.hsx('link', 'a.hxo', '-o', 'linked.hxe', '--app-name', 'a');
  expect(folder.bytes('linked.hxe')).toEqual(folder.bytes('a.hxe'));
});

it('builds, checks and runs them as hsx.json says', async () => {
  folder.write('hsx.json', JSON.stringify({ programs: [{ name: 'a', units: ['a.mvasm'], utf8Text: true }] }));
  expect(await folder.hsx('build')).toMatchObject({ code: 0 });
  expect([...readImage(folder.bytes('out/a.hxe')).rodata]).toEqual(bytes);
  expect(await folder.hsx('check')).toMatchObject({ code: 0 });
  expect(await folder.hsx('run')).toMatchObject({ code: 0 });
});

it('refuses them without it', async () => {
  for (const command of ['check', 'run']) {
    const refused = await folder.hsx(command, 'a.mvasm');
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toMatch(LATIN_1_REFUSES);
    expect(await folder.hsx(command, '--utf8-text', 'a.mvasm')).toMatchObject({ code: 0 });
  }
});
