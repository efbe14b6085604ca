/** Programs that arrive in pieces or by a manifest, and programs that replace others, over TCP. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import { readImage, writeImage } from '../../src/toolchain/image';
import type { Client } from './client';
import { serveEachTest } from './served';

const END = '.entry main\n.text\nmain:\n RET';
const program = imageBytes(END);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const served = serveEachTest();
let folder: string;
let client: Client;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hsx-provisioning-'));
  client = await served.open();
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const states = async () => {
  const { tasks } = await client.request({ cmd: 'ps' });
  return (tasks as { tasks: { pid: number; app_name: string }[] }).tasks.map(({ pid, app_name }) => [pid, app_name]);
};

it('loads a program that arrives in pieces', async () => {
  expect(await client.request({ cmd: 'provision.begin', label: 'feed' })).toMatchObject({ pid: 1 });
  for (const piece of [program.subarray(0, 20), program.subarray(20)]) {
    expect(await client.request({ cmd: 'provision.write', pid: 1, data: base64(piece) })).toMatchObject({
      bytes: piece.length,
    });
  }
  expect(await client.request({ cmd: 'provision.status' })).toMatchObject({
    provisioning: { state: 'loading', streams: [{ pid: 1, label: 'feed', bytes: program.length, failed: false }] },
  });
  expect(await client.request({ cmd: 'provision.end', pid: 1 })).toMatchObject({ image: { pid: 1 } });
  expect(await states()).toEqual([[1, 'program']]);
});

it('checks a program, keeps it, and loads it when it is told to', async () => {
  await client.request({ cmd: 'provision.begin' });
  await client.request({ cmd: 'provision.write', pid: 1, data: base64(program) });
  expect(await client.request({ cmd: 'provision.activate', pid: 1 })).toMatchObject({ error: 'EBUSY' });
  expect(await client.request({ cmd: 'provision.verify', pid: 1 })).toEqual({ version: 1, status: 'ok' });
  expect(await client.request({ cmd: 'provision.write', pid: 1, data: base64(program) })).toMatchObject({
    error: 'EBUSY',
  });
  expect(await client.request({ cmd: 'provision.status' })).toMatchObject({
    provisioning: { state: 'ready', streams: [{ pid: 1, verified: true, failed: false }] },
  });
  expect(await states()).toEqual([]);
  expect(await client.request({ cmd: 'provision.activate', pid: 1 })).toMatchObject({ image: { pid: 1 } });
  expect(await states()).toEqual([[1, 'program']]);
  expect(await client.request({ cmd: 'provision.activate', pid: 1 })).toMatchObject({ error: 'ESRCH' });
});

it('checks what is no program, and loads nothing of it', async () => {
  await client.request({ cmd: 'provision.begin' });
  await client.request({ cmd: 'provision.write', pid: 1, data: base64(new Uint8Array(40)) });
  expect(await client.request({ cmd: 'provision.verify', pid: 1 })).toMatchObject({ error: 'EBADMSG' });
  expect(await client.request({ cmd: 'provision.activate', pid: 1 })).toMatchObject({ error: 'EBUSY' });
  expect(await client.request({ cmd: 'provision.abort', pid: 1 })).toMatchObject({ status: 'ok' });
});

it('tells what is wrong with a stream, and drops it', async () => {
  await client.request({ cmd: 'provision.begin' });
  await client.request({ cmd: 'provision.write', pid: 1, data: base64(new Uint8Array(40)) });
  expect(await client.request({ cmd: 'provision.end', pid: 1 })).toMatchObject({ error: 'EBADMSG' });
  expect(await client.request({ cmd: 'provision.status' })).toMatchObject({
    provisioning: { last_error: expect.stringMatching(/^EBADMSG: ./), streams: [{ failed: true }] },
  });
  expect(await client.request({ cmd: 'provision.write', pid: 1, data: '????' })).toMatchObject({
    error: "'data' must be base64 text",
  });
  expect(await client.request({ cmd: 'provision.abort', pid: 1 })).toMatchObject({ status: 'ok' });
  expect(await client.request({ cmd: 'provision.end', pid: 1 })).toMatchObject({ error: 'ESRCH' });
});

it('loads what a manifest lists, with paths from its folder', async () => {
  write('good.hxe', program);
  write('broken.hxe', 'nonsense');
  const images = [{ path: 'none.hxe' }, { path: 'broken.hxe', fallbacks: ['good.hxe'], priority: 1 }];
  const path = write('boot.json', JSON.stringify({ images }));
  expect(await client.request({ cmd: 'provision.manifest', path })).toMatchObject({
    loaded: [
      { path: 'good.hxe', pid: 1, errors: [expect.stringMatching(/^broken\.hxe: ./)] },
      { path: 'none.hxe', pid: null, errors: [expect.stringContaining('No such file')] },
    ],
  });
  expect(await client.request({ cmd: 'provision.manifest', path: write('bad.json', '{') })).toMatchObject({
    error: expect.stringMatching(/^EBADMSG: the manifest is no JSON/),
  });
});

it('keeps a task whose program cannot be loaded again', async () => {
  const path = write('program.hxe', program);
  await client.request({ cmd: 'load', path });
  write('program.hxe', 'nonsense');
  expect(await client.request({ cmd: 'reload', pid: 1 })).toMatchObject({ status: 'error' });
  await client.request({
    cmd: 'load',
    path: 'other.hxe',
    image: base64(imageBytes(`.value {"group":1,"id":1,"name":"x"}\n${END}`)),
  });
  write('program.hxe', imageBytes(`.value {"group":1,"id":1,"name":"mine"}\n${END}`));
  expect(await client.request({ cmd: 'reload', pid: 1 })).toMatchObject({
    error: 'value 1:1 (mine) is registered by task 2; kill that task first',
  });
  expect((await states()).map(([pid]) => pid)).toEqual([1, 2]);
  write('program.hxe', program);
  expect(await client.request({ cmd: 'reload', pid: 1 })).toMatchObject({ reload: { old_pid: 1 } });
});

it('refuses a program that demands what there is not', async () => {
  const needy = { ...readImage(program), appName: 'needy', requiredCapabilities: 0x28, sections: [] };
  const image = base64(writeImage(needy));
  expect(await client.request({ cmd: 'load', path: 'needy.hxe', image })).toMatchObject({
    error: 'the program needs what this executive does not have: capability 5',
  });
});

it('replaces a task by a program that arrives, and goes back', async () => {
  await client.request({ cmd: 'load', path: 'first.hxe', image: base64(program) });
  expect(await client.request({ cmd: 'provision.begin', label: 'next', replaces: 9 })).toMatchObject({
    error: 'ESRCH',
  });
  const pid = Number((await client.request({ cmd: 'provision.begin', label: 'next', replaces: 1 }))['pid']);
  await client.request({ cmd: 'provision.write', pid, data: base64(program) });
  expect(await client.request({ cmd: 'provision.end', pid })).toMatchObject({ image: { pid } });
  expect((await states()).map(([task]) => task)).toEqual([pid]);
  expect(await client.request({ cmd: 'provision.rollback', pid })).toMatchObject({
    image: { pid: 3, symbols: { loaded: false, path: 'first.sym' } },
  });
  expect(await client.request({ cmd: 'provision.rollback', pid: 7 })).toMatchObject({ error: 'unknown pid 7' });
});
