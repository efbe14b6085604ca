/** Programs of hsx.json on the command line. */

import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImage } from '../../src/toolchain/image';
import { Folder } from './hsx';

let folder: Folder;

const project = {
  programs: [
    { name: 'one', units: ['one.mvasm', 'text.mvasm'], includeFolders: ['include'], appName: 'first' },
    { name: 'two', units: ['two.mvasm'], entry: 'second', output: 'built/two.hxe', singleInstance: true },
  ],
};

beforeEach(() => {
  folder = new Folder();
  mkdirSync(folder.in('include'));
  folder.write('hsx.json', JSON.stringify(project, undefined, 2));
  folder.write('include/exit.mvasm', 'LDI R0, 7\nRET\n');
  folder.write('text.mvasm', '.export help\n.text\nhelp:\nRET\n');
  folder.program('one.mvasm', '.import help', 'CALL help', '.include "exit.mvasm"');
  folder.program('two.mvasm', 'LDI R0, 1', 'RET', 'second:', 'LDI R0, 2', 'RET');
});
afterEach(() => folder.remove());

const results = async (...args: string[]) => {
  const { code, stdout } = await folder.hsx('run', '--json', ...args);
  return [code, ...(JSON.parse(stdout).tasks as { exit_status: number }[]).map((task) => task.exit_status)];
};

describe('programs of hsx.json', () => {
  it('are built, each to its image with the symbols beside it', async () => {
    expect(await folder.hsx('build')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readImage(folder.bytes('out/one.hxe'))).toMatchObject({ appName: 'first', allowMultipleInstances: true });
    const second = readImage(folder.bytes('built/two.hxe'));
    expect(second).toMatchObject({ appName: 'two', allowMultipleInstances: false, entry: 8 });
    expect(JSON.parse(folder.text('out/one.sym')).hxe_path).toBe('out/one.hxe');
    expect(folder.text('built/two.sym')).toContain('second');
  });

  it('are the same wherever the command starts', async () => {
    await folder.hsx('build', 'one');
    const image = folder.bytes('out/one.hxe');
    mkdirSync(folder.in('elsewhere'));
    expect(await folder.shell('cd elsewhere && hsx build ../one')).toMatchObject({ code: 0 });
    expect(folder.bytes('out/one.hxe')).toEqual(image);
  });

  it('are built alone by their names, as the command line says otherwise', async () => {
    const options = ['-o', 'x.hxe', '--sym', 'y.sym', '--app-name', 'other', '--req-cap', '5'];
    expect(await folder.hsx('build', 'two', ...options)).toMatchObject({ code: 0, stderr: '' });
    expect(readImage(folder.bytes('x.hxe'))).toMatchObject({ appName: 'other', requiredCapabilities: 5, entry: 8 });
    expect(folder.text('y.sym')).toContain('second');
    expect((await folder.hsx('nm', 'built/two.hxe')).code).toBe(1);
  });

  it('have lints as serious as they say, unless the command line says otherwise', async () => {
    const two = { ...project.programs[1], lint: { 'unused-label': 'error', 'unreachable-code': 'off' } };
    folder.write('hsx.json', JSON.stringify({ programs: [two] }));
    folder.program('two.mvasm', 'LDI R0, 1', 'RET', 'second:', 'RET', 'spare:', 'RET');
    const { code, stdout } = await folder.hsx('check', 'two');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^two.mvasm:\d+:1: error: .*"spare".* \[unused-label\]\n$/),
    ]);
    expect((await folder.hsx('check', 'two', '--lint', 'unused-label=hint')).code).toBe(0);
  });

  it('are loaded into a shell by their names, all of them by hsx.json', async () => {
    folder.write('commands.hsx', 'c\nc 2\nload ./one\nps\n');
    const { code, stdout, stderr } = await folder.hsx('shell', 'hsx.json', '-x', 'commands.hsx');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Task 1 \(first\) is loaded and stands at 0x0000 <main>/);
    expect(stdout).toMatch(/Task 2 \(two\) is loaded and stands at 0x0008 <second>/);
    expect(stdout).toMatch(/1 +first +returned \(7\)/);
    const unknown = await folder.hsx('shell', 'three');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('its programs are one, two.')]);
  });

  it('are run as tasks, beside files', async () => {
    expect(await results()).toEqual([0, 7, 2]);
    expect(await results('one', 'hsx.json', 'text.mvasm')).toEqual([0, 7, 7, 2, expect.any(Number)]);
  });

  it('are checked; what is wrong with all of them is told, and nothing is written', async () => {
    expect(await folder.hsx('check')).toEqual({ code: 0, stdout: '', stderr: '' });
    folder.write('text.mvasm', '.text\nhelp:\nRET\n');
    folder.program('two.mvasm', 'NOPE');
    const unresolved = /^one\.mvasm:4:9: error: .*\[import-unresolved\]$/m;
    const check = await folder.hsx('check');
    expect(check).toMatchObject({ code: 1, stderr: '' });
    expect(check.stdout).toMatch(unresolved);
    expect(check.stdout).toMatch(/^two\.mvasm:4:1: error: .*\[unknown-mnemonic\]$/m);
    const build = await folder.hsx('build');
    expect(build).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(unresolved) });
    expect((await folder.hsx('dump', 'out/one.hxe')).code).toBe(1);
  });

  it('say at the place in hsx.json what is missing', async () => {
    const programs = [
      { name: 'a', units: ['none.mvasm'] },
      { name: 'b', units: ['two.mvasm'], entry: 'nowhere' },
    ];
    folder.write('hsx.json', `{ "programs": [\n${programs.map((each) => JSON.stringify(each)).join(',\n')}\n] }`);
    const { stdout } = await folder.hsx('check');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'hsx.json:2:22: error: "none.mvasm" does not exist; check the path. [file-missing]',
      'hsx.json:3:43: error: The program has no code label "nowhere"; name a label of one of its units. [entry-unknown]',
    ]);
  });

  it.each([
    [['build', '-o', 'x.hxe'], 2, 'error: -o, --sym and --manifest are for one program; these are one, two'],
    [
      ['build', 'one', 'two.mvasm', '-o', 'x.hxe'],
      2,
      'error: two.mvasm: files cannot stand beside programs of hsx.json',
    ],
    [
      ['run', 'three'],
      1,
      'hsx.json:1:1: error: "three" is no program of this project; its programs are one, two. [program-unknown]',
    ],
    [
      ['check', 'none/hsx.json'],
      1,
      'none/hsx.json:1:1: error: "none/hsx.json" does not exist; check the path. [file-missing]',
    ],
  ] as const)('hsx %j', async (args, code, message) => {
    expect(await folder.hsx(...args)).toEqual({ code, stdout: '', stderr: `${message}\n` });
  });
});
