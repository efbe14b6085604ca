/** Module 0x17, called by programs. */

import { expect, it } from 'vitest';
import { readImage, writeImage } from '../../toolchain/image';
import { Executive } from '../executive';
import { MemoryVolume } from '../files/memory-volume';
import { imageBytes } from '../program.testing';

const SVC = 0x30;
const RETURN = imageBytes('.entry main\n.text\nmain:\n LDI R0, 5\n RET');

/** Calls of module 7 in the source become calls of module 0x17. */
function program(...lines: string[]): Uint8Array {
  const bytes = imageBytes(`.entry main\n.text\nmain:\n${lines.join('\n')}\n RET\n.data\npath:\n .asciz "app.hxe"`);
  const { entry, code, rodata, requiredCapabilities } = readImage(bytes);
  const called = code.slice();
  for (let at = 0; at < called.length; at += 4) {
    if (called[at] === SVC && (called[at + 2]! & 0xf) === 7) called[at + 2] = 0x17;
  }
  const plain = { entry, rodata, requiredCapabilities, appName: 'caller', allowMultipleInstances: true, sections: [] };
  return writeImage({ ...plain, code: called });
}

const load = [' LDI32 R1, path', ' SVC MOD=7, FN=1', ' MOV R4, R0'];
const info = [' MOV R1, R4', ' SVC MOD=7, FN=0'];

async function run(files: Readonly<Record<string, Uint8Array>>, ...lines: string[]): Promise<Executive> {
  const volume = new MemoryVolume();
  for (const [path, bytes] of Object.entries(files)) volume.write(path, 0, bytes);
  const executive = new Executive({ volume });
  executive.load('caller.hxe', program(...lines));
  await executive.step({ count: 100 });
  return executive;
}

const tasks = (executive: Executive) =>
  executive.tasks().tasks.map(({ pid, app_name, state, exit_status }) => [pid, app_name, state, exit_status]);
const register = (executive: Executive, index: number) => executive.registers(1).regs[index]!;

it('loads a program from the files of programs, which then runs', async () => {
  const executive = await run({ 'app.hxe': RETURN }, ...load, ...info, ' MOV R5, R0');
  expect(register(executive, 4)).toBe(2);
  expect(register(executive, 5)).toBe(3);
  expect(tasks(executive)).toEqual([
    [1, 'caller', 'returned', 3],
    [2, 'program', 'returned', 5],
  ]);
});

it('tells that a program is none, and goes on', async () => {
  const executive = await run({ 'app.hxe': new Uint8Array(50) }, ...load, ...info);
  expect(tasks(executive)).toEqual([[1, 'caller', 'returned', 4]]);
  expect(executive.provisioning.report()).toMatchObject({ state: 'idle', streams: [] });
  expect(executive.provisioning.lastError).toMatch(/^EBADMSG: /);
});

it('refuses a file that is not there, and a load that nobody began', async () => {
  const executive = await run({}, ...load, ' LDI R1, 9', ' SVC MOD=7, FN=2');
  expect([register(executive, 4), register(executive, 0)]).toEqual([0xffffffff, 0xfffffffc]);
});

it('knows nothing of other pids', async () => {
  const executive = await run({}, ' LDI R1, 77', ' SVC MOD=7, FN=0');
  expect(register(executive, 0)).toBe(0);
});

it('tells what is kept under a key, and how often it was written', async () => {
  const slot = [' LDI R1, 7', ' SVC MOD=7, FN=3'];
  const empty = await run({}, ...slot);
  expect(register(empty, 0)).toBe(0xffffffff);
  const executive = new Executive();
  executive.load('caller.hxe', program(...slot), [{ key: 7, mode: 'loadsave', default: 0x3c00 }]);
  await executive.step({ count: 20 });
  expect(executive.registers(1).regs.slice(0, 3)).toEqual([0, 0x3c00, 1]);
});
