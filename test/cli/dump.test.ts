import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImage } from '../../src/toolchain/image';
import { Folder } from './hsx';

let folder: Folder;
beforeEach(async () => {
  folder = new Folder();
  const value = '.value {"group": 2, "id": 3, "name": "speed", "init": 1.5}';
  folder.program(
    'main.mvasm',
    value,
    '.mailbox {"target": "app:in", "capacity": 16}',
    'RET',
    '.data',
    'one:',
    '.byte 1',
  );
  await folder.hsx('asm', 'main.mvasm', '-o', 'main.hxo');
  await folder.hsx('link', 'main.hxo', '-o', 'main.hxe', '--app-name', 'pump');
});
afterEach(() => folder.remove());

describe('hsx dump', () => {
  it('prints what an image holds as JSON', async () => {
    const { code, stdout, stderr } = await folder.hsx('dump', '--json', 'main.hxe');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { crc } = readImage(folder.bytes('main.hxe'));
    expect(JSON.parse(stdout)).toMatchObject({
      header: { version: 2, entry: 0, code_size: 4, rodata_size: 1, app_name: 'pump', crc },
      sections: [
        { type: 1, count: 1 },
        { type: 3, count: 1 },
      ],
      values: [{ group: 2, id: 3, name: 'speed', init: 1.5, init_raw: 0x3e00 }],
      commands: [],
      mailboxes: [{ target: 'app:in', capacity: 16 }],
    });
  });

  it('prints what an image holds for people', async () => {
    const lines = (await folder.hsx('dump', 'main.hxe')).stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'header:',
        '  app_name: "pump"',
        'values:',
        '  0:',
        '    name: "speed"',
        'commands: none',
      ]),
    );
  });

  it('prints what an object holds', async () => {
    const { stdout } = await folder.hsx('dump', '--json', 'main.hxo');
    expect(JSON.parse(stdout)).toMatchObject({
      entry: 0,
      entry_symbol: 'main',
      code_size: 4,
      exports: [{ name: 'main', section: 'text', offset: 0 }],
      labels: [{ name: 'main' }, { name: 'one', section: 'data', offset: 0 }],
      rodata: ['0x01'],
      metadata: { values: [{ group: 2, value: 3, name: 'speed' }], mailboxes: [{ target: 'app:in' }] },
    });
    const { code, stdout: text } = await folder.hsx('dump', 'main.hxo');
    expect(code).toBe(0);
    expect(text.split('\n')).toEqual(expect.arrayContaining(['entry_symbol: "main"', 'imports: none', 'rodata: 0x01']));
  });

  it.each([
    ['main.mvasm', 'hsx dump takes an image'],
    ['nowhere.hxe', 'file-missing'],
    ['short.hxe', 'too-small'],
  ])('tells what is wrong with %s', async (file, reason) => {
    folder.write('short.hxe', 'HSXE');
    const { code, stdout, stderr } = await folder.hsx('dump', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${file}:1:1: error: .*${reason}`));
  });
});
