/** Memory regions of symbol files. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Client, Json, JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();
let client: Client;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hsx-regions-'));
  client = await served.open();
});

afterEach(() => rmSync(folder, { recursive: true }));

const code = { name: 'code', type: 'code', start: 0, end: 4, length: 4, permissions: 'rx', source: 'hxe' };

/** The regions of a program of 4 bytes of code and 8 of data with these in its symbol file. */
async function regionsWith(memoryRegions: Json): Promise<JsonObject[]> {
  const path = join(folder, 'spin.hxe');
  writeFileSync(path, imageBytes('.entry main\n.text\nmain:\n JMP main\n.data\n .word 1, 2'));
  writeFileSync(join(folder, 'spin.sym'), JSON.stringify({ version: 1, memory_regions: memoryRegions }));
  await client.request({ cmd: 'load', path });
  const { memory } = await client.request({ cmd: 'memory', pid: 1 });
  return (memory as JsonObject)['regions'] as JsonObject[];
}

it('those that the image does not tell of are added', async () => {
  const regions = await regionsWith([
    { name: 'heap', type: 'data', start: 0x5000, end: 0x5fff },
    { name: 'tables', type: 'rodata', start: '0x6000', end: 0xffff },
  ]);
  expect(regions.map(({ name }) => name)).toEqual(['code', 'registers', 'rodata', 'heap', 'tables', 'stack']);
  expect(regions.slice(3, 5)).toEqual([
    { name: 'heap', type: 'data', start: 0x5000, end: 0x6000, length: 0x1000, permissions: 'rw', source: 'sym' },
    { name: 'tables', type: 'rodata', start: 0x6000, end: 0, length: 0xa000, permissions: 'r', source: 'sym' },
  ]);
});

it('count more than those of the header, and less than what the machine has allocated', async () => {
  const regions = await regionsWith([
    { name: 'code', type: 'text', start: 0, end: 3 },
    { name: 'rodata', type: 'data', start: 0x4000, end: 0x4003 },
    { name: 'stack', type: 'data', start: 0x8000, end: 0x80ff },
  ]);
  expect(regions).toMatchObject([
    code,
    { name: 'registers', source: 'vm' },
    { name: 'rodata', type: 'data', start: 0x4000, end: 0x4004, length: 4, source: 'sym' },
    { name: 'stack', source: 'vm', start: 61436 },
  ]);
});

it.each([
  'none',
  [
    null,
    { name: 'x' },
    { name: 'x', start: 8, end: 7 },
    { name: 'x', start: -1, end: 7 },
    { name: 'x', start: 0, end: 0x10000 },
    { name: 5, start: 0, end: 3 },
  ],
])('that make no sense are passed over', async (regions) => {
  const named = (await regionsWith(regions)).map(({ name }) => name);
  expect(named).toEqual(['code', 'registers', 'rodata', 'stack']);
});
