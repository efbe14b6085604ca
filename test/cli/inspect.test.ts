import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Folder } from './hsx';

let folder: Folder;
beforeEach(async () => {
  folder = new Folder();
  const lines = ['.export help', '.import other', 'LDI R0, 7', 'CALL help', 'RET', 'help:', 'LDI32 R1, other', 'RET'];
  folder.program('unit.mvasm', ...lines, '.data', 'first:', '.word 5', '.byte 1', 'second:', '.half 3');
  folder.write('other.mvasm', '.export other\n.text\nother:\n    RET\n');
  await folder.hsx('asm', 'unit.mvasm', '-o', 'unit.hxo');
  await folder.hsx('build', 'unit.mvasm', 'other.mvasm', '-o', 'all.hxe', '--sym', 'all.sym');
});
afterEach(() => folder.remove());

describe('hsx nm', () => {
  it.each(['unit.mvasm', 'unit.hxo'])('lists the symbols of %s by address', async (file) => {
    const { code, stdout, stderr } = await folder.hsx('nm', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      '0x0000     12 code export   main',
      '0x000C     12 code export   help',
      '0x4000      5 data label    first',
      '0x4005      2 data label    second',
      '-           - -    import   other',
    ]);
  });

  it('lists the symbols of an image with their final addresses', async () => {
    const { code, stdout } = await folder.hsx('nm', '--json', 'all.hxe');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { name: 'main', address: 0, size: 12, kind: 'function', section: 'code' },
      { name: 'help', address: 12, size: 12, kind: 'function', section: 'code' },
      { name: 'other', address: 24, size: 4, kind: 'function', section: 'code' },
      { name: 'first', address: 0x4000, size: 5, kind: 'variable', section: 'data' },
      { name: 'second', address: 0x4005, size: 2, kind: 'variable', section: 'data' },
    ]);
  });

  it.each([
    ['nowhere.mvasm', 'nowhere\\.mvasm:1:1: error: .*file-missing'],
    ['nowhere.hxo', 'nowhere\\.hxo:1:1: error: the file does not exist'],
    ['broken.hxo', 'broken\\.hxo:1:1: error: .* \\[object-json\\]'],
    ['notes.txt', 'notes\\.txt:1:1: error: this is no image'],
    ['bare.hxe', 'bare\\.hxe:1:1: error: there is no \\.sym file'],
  ])('tells what is wrong with %s', async (file, message) => {
    folder.write('broken.hxo', '{');
    folder.write('notes.txt', '');
    folder.write('bare.hxe', folder.bytes('all.hxe'));
    const { code, stdout, stderr } = await folder.hsx('nm', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${message}`));
  });
});

describe('hsx size', () => {
  it('tells the bytes of each file and of all', async () => {
    const { code, stdout, stderr } = await folder.hsx('size', 'unit.mvasm', 'unit.hxo', 'all.hxe');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      '   code   data  total  file',
      '     24      7     31  unit.mvasm',
      '     24      7     31  unit.hxo',
      '     28      7     35  all.hxe',
      '     12                  main',
      '     12                  help',
      '      4                  other',
      '     76     21     97  all files',
    ]);
  });

  it('prints JSON', async () => {
    const { stdout } = await folder.hsx('size', '--json', 'unit.hxo');
    expect(JSON.parse(stdout)).toEqual([{ file: 'unit.hxo', code: 24, data: 7, total: 31, routines: [] }]);
  });
});
