/** The compiled code that a start of the command keeps for the next one, in a home folder of its own. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundle, example, type Result, resultOf } from './hsx';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hsx-home-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** With all that decides where systems keep caches below `home`. */
function hsx(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Result> {
  const { NODE_DISABLE_COMPILE_CACHE: _, ...others } = process.env;
  const env = { ...others, HOME: home, XDG_CACHE_HOME: '', LOCALAPPDATA: home, ...more };
  return resultOf(spawn(process.execPath, [bundle, ...args], { env }));
}

const check = ['check', example('fib_frames.mvasm')];
const fine: Result = { code: 0, stdout: '', stderr: '' };

/** Paths of the files that hold compiled code. */
function kept(): string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name));
}

/** Of the file that a check keeps. */
async function keptByCheck(): Promise<string> {
  await hsx(check);
  const [file, ...others] = kept();
  expect(others).toEqual([]);
  return file!;
}

describe('compiled code', () => {
  test('is kept by the first start, and used by the next', async () => {
    expect(await hsx(check)).toEqual(fine);
    const [file] = kept();
    const { ino, size } = statSync(file!);
    expect(size).toBeGreaterThan(100_000);
    expect(await hsx(check)).toEqual(fine);
    // What cannot be used is replaced.
    expect(statSync(file!).ino).toBe(ino);
  });

  test('is kept for each command, when that has ended well', async () => {
    await hsx(check);
    await hsx(['--version']);
    expect((await hsx(['chekc'])).code).toBe(2);
    expect(kept()).toHaveLength(2);
  });

  test.each<[what: string, spoil: (code: Buffer) => Uint8Array]>([
    ['spoiled in its middle', (code) => code.fill(0x5a, code.length >> 1, (code.length >> 1) + 100)],
    ['cut off', (code) => code.subarray(0, code.length >> 1)],
    ['empty', () => new Uint8Array()],
    ['of another source', (code) => code.fill(0, 0, 20)],
  ])('is replaced when it is %s', async (_, spoil) => {
    const file = await keptByCheck();
    const right = readFileSync(file);
    writeFileSync(file, spoil(Buffer.from(right)));
    expect(await hsx(check)).toEqual(fine);
    expect(readFileSync(file).length).toBeCloseTo(right.length, -5);
  });

  test('is not kept where the user does not want it', async () => {
    expect(await hsx(check, { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(fine);
    expect(kept()).toEqual([]);
  });

  test('is done without where it cannot be kept', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(await hsx(check, { XDG_CACHE_HOME: file, LOCALAPPDATA: file, HOME: file })).toEqual(fine);
    expect(kept()).toEqual([file]);
  });
});
