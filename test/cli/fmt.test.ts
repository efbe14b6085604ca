import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { example, Folder } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const quiet = { code: 0, stdout: '', stderr: '' };

describe('hsx fmt', () => {
  it('writes what it changes, and changes nothing the second time', async () => {
    folder.write('main.mvasm', '\nMAIN:\nldi r1,5\nfly  r1,r2\nret');
    folder.write('good.mvasm', '    RET\n');
    expect(await folder.hsx('fmt', 'main.mvasm', 'good.mvasm')).toEqual(quiet);
    expect(folder.text('main.mvasm')).toBe('\nMAIN:\n    LDI R1, 5\nfly  r1,r2\n    RET\n');
    expect(await folder.hsx('fmt', '--check', 'main.mvasm', 'good.mvasm')).toEqual(quiet);
    expect(readdirSync(folder.path)).toEqual(['good.mvasm', 'main.mvasm']);
  });

  it('lists with --check what would change', async () => {
    folder.write('main.mvasm', 'ret\n');
    folder.write('good.mvasm', '    RET\n');
    const listed = { code: 1, stdout: 'main.mvasm\n', stderr: '' };
    expect(await folder.hsx('fmt', 'good.mvasm', 'main.mvasm', '--check')).toEqual(listed);
    expect(folder.text('main.mvasm')).toBe('ret\n');
  });

  it('has nothing to change in a sample', async () => {
    expect(await folder.hsx('fmt', '--check', example('fib_frames.mvasm'))).toEqual(quiet);
  });

  it('formats standard input to standard output', async () => {
    expect(await folder.shell('printf "ldi r1,1\\nret" | hsx fmt -')).toEqual({
      ...quiet,
      stdout: '    LDI R1, 1\n    RET\n',
    });
    expect(await folder.shell('echo ret | hsx fmt --check -')).toEqual({ code: 1, stdout: '-\n', stderr: '' });
  });

  it.each([
    ['nowhere.mvasm', 'does not exist'],
    ['notes.txt', 'takes sources'],
    ['latin.mvasm', 'not UTF-8'],
  ])('refuses %s and leaves the others alone', async (file, reason) => {
    folder.write('main.mvasm', 'ret\n');
    folder.write('notes.txt', 'ret\n');
    folder.write('latin.mvasm', Uint8Array.of(0x3b, 0xe9, 0x0a));
    const { code, stdout, stderr } = await folder.hsx('fmt', 'main.mvasm', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${file}:1:1: error: .*${reason}`));
    expect(folder.text('main.mvasm')).toBe('ret\n');
  });
});
