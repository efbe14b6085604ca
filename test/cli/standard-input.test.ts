/** `-` in the place of files. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Folder } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  folder.program('p.mvasm', '.include "part.inc"', 'RET');
  folder.write('part.inc', 'LDI R0, 3\n');
  folder.write('wrong.mvasm', 'NOP\n');
});
afterEach(() => folder.remove());

describe('standard input', () => {
  it.each([
    ['hsx asm - -o - < p.mvasm', 'hsx asm p.mvasm -o -'],
    ['hsx build - -o - --app-name p < p.mvasm | hsx dump -', 'hsx build p.mvasm -o p.hxe; hsx dump p.hxe'],
    ['hsx asm p.mvasm -o - | hsx nm -', 'hsx nm p.mvasm'],
    [
      'hsx asm p.mvasm -o - | hsx link - -o - --app-name p | hsx disasm -',
      'hsx build p.mvasm -o p.hxe; hsx disasm p.hxe',
    ],
    ['hsx check --json - < p.mvasm | sed "s/<stdin>/p/"', 'hsx check --json p.mvasm'],
    ['hsx size --json - < p.mvasm | sed "s/<stdin>/p/"', 'hsx size --json p.mvasm'],
  ])('%s', async (piped, plain) => {
    const expected = await folder.shell(plain);
    expect(expected).toMatchObject({ code: 0, stderr: '' });
    expect(expected.stdout).not.toBe('');
    expect(await folder.shell(piped)).toEqual(expected);
  });

  it('has a name in messages', async () => {
    const { code, stdout } = await folder.shell('hsx check - < wrong.mvasm');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<stdin>\.mvasm:1:1: error: .* \[unknown-mnemonic\]\n$/);
  });

  it('may be empty', async () => {
    const { code, stderr } = await folder.shell('hsx build - -o x.hxe < /dev/null');
    expect(code).toBe(1);
    expect(stderr).toMatch(/no code.*\[entry-out-of-range\]\n$/);
  });
});
