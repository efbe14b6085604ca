import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImage } from '../../src/toolchain/image';
import { readSymbols } from '../../src/toolchain/symbols';
import { example, Folder, program } from './hsx';

const units = [example('fib_frames.mvasm'), example('lib/console.mvasm')] as const;

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const quiet = { code: 0, stdout: '', stderr: '' };

describe('hsx build', () => {
  it('makes the same image as asm and link, byte for byte', async () => {
    expect(await folder.hsx('build', ...units, '-o', 'fib.hxe')).toEqual(quiet);
    expect(await folder.hsx('asm', units[0], '-o', 'main.hxo')).toEqual(quiet);
    expect(await folder.hsx('asm', units[1], '-o', 'console.hxo')).toEqual(quiet);
    expect(await folder.hsx('link', 'main.hxo', 'console.hxo', '-o', 'linked/fib.hxe')).toEqual(quiet);
    expect(folder.bytes('linked/fib.hxe')).toEqual(folder.bytes('fib.hxe'));
    expect(await folder.hsx('build', units[0], 'console.hxo', '--output', 'mixed/fib.hxe')).toEqual(quiet);
    expect(folder.bytes('mixed/fib.hxe')).toEqual(folder.bytes('fib.hxe'));
  });

  it('puts a manifest into the image, which the executive heeds', async () => {
    folder.program('main.mvasm', 'RET');
    folder.write('app.toml', 'version = "1.2"\nmailboxes = ["app:heater"]\n');
    expect(await folder.hsx('build', 'main.mvasm', '--manifest', 'app.toml', '-o', 'app.hxe')).toEqual(quiet);
    expect(JSON.parse((await folder.hsx('dump', 'app.hxe', '--json')).stdout)).toMatchObject({
      header: { manifest_present: true },
      manifest: 'version = "1.2"\nmailboxes = ["app:heater"]\n',
    });
    expect((await folder.shell("printf 'mbox\\n' | hsx shell app.hxe")).stdout).toContain('app:heater');
    folder.write('bad.toml', 'version = 1\n');
    expect(await folder.hsx('build', 'main.mvasm', '--manifest', 'bad.toml', '-o', 'bad.hxe')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('bad.toml:1:1: error: manifest at version: '),
    });
    expect(await folder.hsx('build', 'main.mvasm', '--manifest', 'none.toml', '-o', 'bad.hxe')).toMatchObject({
      code: 1,
      stderr: 'none.toml:1:1: error: the file does not exist\n',
    });
  });

  it('names the application after the output, or as it is told', async () => {
    await folder.hsx('build', ...units, '-o', 'out.hxe');
    await folder.hsx('build', ...units, '-o', 'named.hxe', '--app-name', 'my app');
    await folder.hsx('asm', example('blink_counter.mvasm'), '-o', 'blink.hxo');
    await folder.hsx('link', 'blink.hxo', '-o', 'linked.hxe', '--app-name', 'lamp');
    const names = ['out.hxe', 'named.hxe', 'linked.hxe'].map((file) => readImage(folder.bytes(file)).appName);
    expect(names).toEqual(['out', 'my app', 'lamp']);
  });

  it('takes debug input of the compiler', async () => {
    folder.program('main.mvasm', 'LDI R0, 7', 'RET');
    const record = {
      mvasm_line: 4,
      mvasm_ordinal: 0,
      source_kind: 'source',
      source_line: 12,
      source_column: 3,
      source_file: 'main.c',
    };
    folder.write('main.dbg', JSON.stringify({ version: 1, functions: [], variables: [], line_map: [record] }));
    await folder.hsx('asm', 'main.mvasm', '-o', 'main.hxo');
    const args = ['-o', 'main.hxe', '--sym', 'main.sym', '--debug-info', 'main.dbg'];
    for (const command of [
      ['build', 'main.mvasm'],
      ['link', 'main.hxo'],
    ]) {
      expect(await folder.hsx(...command, ...args)).toEqual(quiet);
      expect(readSymbols(folder.text('main.sym')).instructions).toMatchObject([
        { pc: 0, file: 'main.c', line: 12, column: 3 },
      ]);
    }
    folder.write('other.dbg', '{}');
    const { code, stderr } = await folder.hsx('build', 'main.mvasm', ...args, '--debug-info', 'other.dbg');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^other\.dbg:1:1: error: .* \[debug-unmatched\]\n$/);
  });

  it('forbids a second task of an image made with --single-instance', async () => {
    await folder.hsx('build', ...units, '-o', 'many.hxe');
    await folder.hsx('build', ...units, '-o', 'one.hxe', '--single-instance');
    const many = await folder.hsx('run', 'many.hxe', 'many.hxe');
    expect(many).toMatchObject({ code: 0, stderr: '' });
    const one = await folder.hsx('run', 'one.hxe', 'one.hxe');
    expect(one).toMatchObject({ code: 1, stdout: '' });
    expect(one.stderr).toMatch(/^one\.hxe:1:1: error: the program cannot be loaded: \S+/);
  });

  it('writes symbols that lead to the sources from everywhere', async () => {
    folder.program('main.mvasm', 'LDI R0, 7', 'CALL help', 'RET', 'help:', 'RET', '.data', 'total:', '.word 5');
    expect(await folder.hsx('build', 'main.mvasm', '-o', 'out/main.hxe', '--sym', 'out/main.sym')).toEqual(quiet);
    const text = folder.text('out/main.sym');
    const symbols = readSymbols(text);
    expect(symbols.functions.map(({ name, address, line }) => [name, address, line])).toEqual([
      ['main', 0, 3],
      ['help', 12, 7],
    ]);
    expect(symbols.variables).toMatchObject([{ name: 'total', address: 0x4000, size: 4 }]);
    expect(symbols.instructionAt(4)).toMatchObject({ file: 'main.mvasm', directory: folder.path, line: 5 });
    expect(JSON.parse(text)).toMatchObject({ version: 1, hxe_crc: readImage(folder.bytes('out/main.hxe')).crc });
  });

  it('reports every mistake of every unit with its place', async () => {
    folder.program('a.mvasm', 'FLY R1', 'LDI R1, 5000', 'RET');
    folder.write('b.mvasm', '.text\n    ADD R1, R99, R2\n');
    const { code, stdout, stderr } = await folder.hsx('build', 'a.mvasm', 'b.mvasm', '-o', 'x.hxe');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^a\.mvasm:4:1: error: .+ \[unknown-mnemonic\]$/),
      expect.stringMatching(/^a\.mvasm:5:9: error: .+ \[immediate-range\]$/),
      expect.stringMatching(/^b\.mvasm:2:13: error: .+ \[register-invalid\]$/),
    ]);
    expect(readdirSync(folder.path)).toEqual(['a.mvasm', 'b.mvasm']);
  });

  it('prints warnings and goes on', async () => {
    folder.program('warn.mvasm', 'RET R1');
    const { code, stderr } = await folder.hsx('build', 'warn.mvasm', '-o', 'warn.hxe');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warn\.mvasm:4:5: warning: .+ \[operand-extra\]\n$/);
    expect(readImage(folder.bytes('warn.hxe')).code).toHaveLength(4);
  });

  it.each([
    ['build nowhere.mvasm -o x.hxe', 'nowhere.mvasm:1:1: error: ', 'file-missing'],
    ['asm nowhere.mvasm -o x.hxo', 'nowhere.mvasm:1:1: error: ', 'file-missing'],
    ['link nowhere.hxo -o x.hxe', 'nowhere.hxo:1:1: error: ', 'file-missing'],
    ['build broken.hxo -o x.hxe', 'broken.hxo:1:1: error: ', 'object-json'],
    ['link broken.hxo -o x.hxe', 'broken.hxo:1:1: error: ', 'object-json'],
    ['build notes.txt -o x.hxe', 'notes.txt:1:1: error: ', 'input-type'],
    ['asm notes.txt -o x.hxo', 'notes.txt:1:1: error: ', 'takes a source'],
    ['link main.mvasm -o x.hxe', 'main.mvasm:1:1: error: ', 'takes objects'],
    ['build main.hxe -o x.hxe', 'main.hxe:1:1: error: ', 'an image already'],
    ['build alone.mvasm -o x.hxe', 'alone.mvasm:4:9: error: ', 'import-unresolved'],
  ])('hsx %s fails with a place and a reason', async (line, place, reason) => {
    folder.program('main.mvasm', 'RET');
    folder.program('alone.mvasm', '.import elsewhere', 'RET');
    folder.write('broken.hxo', '{"version": 1, "code": [');
    folder.write('notes.txt', 'notes');
    const { code, stdout, stderr } = await folder.hsx(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(place), stderr).toBe(true);
    expect(stderr).toContain(reason);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('x.'))).toEqual([]);
  });
});

describe('output files', () => {
  it('keep their old content when the build fails', async () => {
    folder.write('old.hxe', 'old image');
    folder.write('old.sym', 'old symbols');
    const { code } = await folder.hsx('build', program('broken.mvasm'), '-o', 'old.hxe', '--sym', 'old.sym');
    expect(code).toBe(1);
    expect([folder.text('old.hxe'), folder.text('old.sym')]).toEqual(['old image', 'old symbols']);
  });

  it('are written together or not at all', async () => {
    folder.program('main.mvasm', 'RET');
    folder.write('old.hxe', 'old image');
    mkdirSync(folder.in('taken'));
    const { code, stderr } = await folder.hsx('build', 'main.mvasm', '-o', 'old.hxe', '--sym', 'taken');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'taken:1:1: error: the file cannot be written: it is a folder\n',
    });
    expect(folder.text('old.hxe')).toBe('old image');
    expect(readdirSync(folder.path)).toEqual(['main.mvasm', 'old.hxe', 'taken']);
  });

  it('replace the old content and leave nothing else', async () => {
    folder.program('main.mvasm', 'RET');
    folder.write('main.hxe', 'old image');
    expect(await folder.hsx('build', 'main.mvasm', '-o', 'main.hxe')).toEqual(quiet);
    expect(readImage(folder.bytes('main.hxe')).code).toHaveLength(4);
    expect(readdirSync(folder.path)).toEqual(['main.hxe', 'main.mvasm']);
  });

  it.each([
    ['main.mvasm/x.hxe', 'ENOTDIR'],
    ['.', 'it is a folder'],
  ])('that cannot be written are named: %s', async (output, reason) => {
    folder.program('main.mvasm', 'RET');
    const { code, stderr } = await folder.hsx('build', 'main.mvasm', '-o', output);
    expect(code).toBe(1);
    expect(stderr).toContain(`${output}:1:1: error: the file cannot be written: ${reason}`);
  });

  it('are never the sources themselves', async () => {
    folder.program('main.mvasm', '.include "part.mvasm"', 'RET');
    folder.write('part.mvasm', '; nothing\n');
    symlinkSync(folder.in('main.mvasm'), folder.in('link.hxe'));
    for (const output of ['main.mvasm', './part.mvasm', 'link.hxe']) {
      const { code, stderr } = await folder.hsx('build', 'main.mvasm', '-o', output);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `error: ${output} is read or written by this command already\n`,
      });
    }
    const both = await folder.hsx('build', 'main.mvasm', '-o', 'same', '--sym', 'same');
    expect(both.code).toBe(2);
    expect(folder.text('main.mvasm')).toContain('.include');
    expect(folder.text('part.mvasm')).toBe('; nothing\n');
  });

  it('may be links and devices', async () => {
    folder.program('main.mvasm', 'RET');
    folder.write('real.hxe', 'old');
    chmodSync(folder.in('real.hxe'), 0o600);
    symlinkSync(folder.in('real.hxe'), folder.in('link.hxe'));
    expect(await folder.hsx('build', 'main.mvasm', '-o', 'link.hxe')).toEqual(quiet);
    expect(readImage(folder.bytes('real.hxe')).code).toHaveLength(4);
    const piped = await folder.shell('hsx asm main.mvasm -o /dev/stdout | cat');
    expect(JSON.parse(piped.stdout)).toHaveProperty('code');
  });
});
