/** The examples from source to their recorded end, through the client that the tools use. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ExecutiveClient } from '../../src/protocol/client';
import { embedExecutive } from '../../src/protocol/in-process';
import { buildProgram } from '../../src/toolchain/build';
import { readImage } from '../../src/toolchain/image';

interface ExpectedImage {
  readonly units: readonly string[];
  readonly exit_status: number | null;
  readonly steps?: number;
  readonly stopped_pc?: number;
  readonly r0?: number;
  readonly sp?: number;
}

interface ExpectedProgram {
  readonly name: string;
  readonly images: readonly ExpectedImage[];
  readonly uart: readonly string[];
  readonly depth?: number;
  readonly values?: Readonly<Record<string, number>>;
  readonly poke?: { readonly address: number; readonly word: number };
}

/** Where fault_demo counts its recursion. */
const DEPTH = 0x4004;

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const { programs }: { programs: readonly ExpectedProgram[] } = JSON.parse(
  readFileSync(`${folder}/expected.json`, 'utf8'),
);

async function build(units: readonly string[]): Promise<Uint8Array> {
  const reader = { read: async (path: string) => readFileSync(path), list: async () => [] };
  const { image } = await buildProgram(
    units.map((unit) => `${folder}/${unit}`),
    reader,
  );
  return image!;
}

async function runToEnd(client: ExecutiveClient): Promise<void> {
  const idle = new Promise<void>((resolve) => {
    client.onEvent(({ type, data }) => {
      if (type === 'clock' && data.mode === 'idle') resolve();
    });
  });
  await client.request('clock', { op: 'start' });
  await idle;
}

/** A word as `peek` and `poke` write it. */
const littleEndian = (word: number): string => Buffer.from(Uint32Array.of(word).buffer).toString('hex');

describe('examples run as recorded', () => {
  it.each(programs.map((program) => [program.name, program] as const))('%s', async (_, program) => {
    const client = embedExecutive();
    const uart: string[] = [];
    const values = new Map<number, number>();
    client.onEvent(({ type, data }) => {
      if (type === 'uart') uart.push(data.text);
      if (type === 'value_changed') values.set(data.oid, data.new_value);
    });
    const loaded = [];
    for (const expected of program.images) {
      const bytes = await build(expected.units);
      const { pid } = (await client.request('load', { path: expected.units[0]!, image: bytes })).image;
      loaded.push({ pid, expected, image: readImage(bytes) });
    }
    if (program.poke) {
      const { address, word } = program.poke;
      await client.request('poke', { pid: loaded[0]!.pid, addr: address, data: littleEndian(word) });
    }
    await runToEnd(client);

    expect(uart).toEqual(program.uart);
    const { tasks } = (await client.request('ps', {})).tasks;
    for (const { pid, expected, image } of loaded) {
      const task = tasks.find((candidate) => candidate.pid === pid)!;
      const { registers } = await client.request('dumpregs', { pid });
      expect(task.exit_status).toBe(expected.exit_status);
      expect(task.state).toBe(expected.exit_status === null ? 'terminated' : 'returned');
      if (expected.steps !== undefined) expect(task.accounted_steps).toBe(expected.steps);
      if (expected.stopped_pc !== undefined) expect(task.pc).toBe(expected.stopped_pc);
      if (expected.r0 !== undefined) expect(registers.regs[0]).toBe(expected.r0);
      if (expected.sp !== undefined) expect(registers.sp).toBe(expected.sp);
      for (const { group, id, name } of image.values) {
        const changed = values.get(group * 256 + id);
        // A value that never changed has told nothing.
        if (changed !== undefined) expect(changed, name ?? '').toBe(program.values?.[name ?? '']);
      }
    }
    if (program.depth !== undefined) {
      const [{ pid }] = loaded as [(typeof loaded)[number]];
      const { data } = await client.request('peek', { pid, addr: DEPTH, length: 4 });
      expect(data).toBe(littleEndian(program.depth));
      // The call that found no room is not counted; the one in which the fault happened is.
      const { stack } = await client.request('stack', { pid });
      expect(stack.frames).toHaveLength(program.depth + 2);
    }
    await client.close();
  });
});
