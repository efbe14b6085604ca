import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandNames, Folder } from './hsx';

const folder = new Folder();
afterAll(() => folder.remove());

describe('hsx', () => {
  it.each(commandNames)('explains %s', async (command) => {
    const { code, stdout, stderr } = await folder.hsx(command, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: hsx ${command}`);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
    expect(await folder.hsx('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands when none is given', async () => {
    const { code, stderr } = await folder.hsx();
    expect(code).toBe(2);
    expect(stderr).toContain('disasm');
  });

  it.each([
    ['fly', "unknown command 'fly'"],
    ['build -o x.hxe', 'there is no hsx.json in this folder'],
    ['build a.mvasm', 'name the image to write: -o FILE'],
    ['asm a.mvasm', "required option '-o, --output <file>' not specified"],
    ['asm a.mvasm b.mvasm -o c.hxo', 'too many arguments'],
    ['build a.mvasm -o x.hxe --req-cap 65536', 'Give a number, 0 to 65535'],
    ['build a.mvasm -o x.hxe --req-cap many', 'Give a number, 0 to 65535'],
    ['build - - -o x.hxe', 'standard input'],
    ['disasm --asm --json a.hxe', 'cannot be used with'],
    ['link -o x.hxe', "missing required argument 'files'"],
    ['disasm', "missing required argument 'file'"],
    ['run', 'name the files; there is no hsx.json in this folder'],
    ['run --fast a.mvasm', "unknown option '--fast'"],
    ['run --max-steps 0 a.mvasm', 'Give a whole number above 0.'],
    ['run --max-steps many a.mvasm', 'Give a whole number above 0.'],
    ['check', 'name the files; there is no hsx.json in this folder'],
    ['check --json --sarif a.mvasm', 'cannot be used with'],
    ['nm', "missing required argument 'file'"],
    ['nm a.hxo b.hxo', 'too many arguments'],
    ['size', "missing required argument 'files'"],
    ['dump', "missing required argument 'file'"],
    ['fmt', "missing required argument 'files'"],
    ['dap --port 65536', 'Give a port, 0 to 65535.'],
    ['dap --port=', 'Give a port, 0 to 65535.'],
  ])('refuses "hsx %s"', async (line, message) => {
    const { code, stdout, stderr } = await folder.hsx(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
