/** Service modules from 16 on, which only a switch brings about (docs/executive.md, Devices). */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readImage } from '../../src/toolchain/image';
import { Client } from '../protocol/client';
import { startExecd } from './execd';
import { Folder } from './hsx';

let folder: Folder;
let child: ChildProcessWithoutNullStreams | undefined;
beforeEach(() => {
  folder = new Folder();
  // The bytes of FRAM there are, and then what the forms that name a service assemble to.
  folder.program('size.mvasm', 'SVC MOD=0x13, FN=2', 'RET', 'SVC FN=1 MOD=0xFF', 'SVC 0x1302', 'SVC 0x13, 2');
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

it('are assembled with the option, and said not to be portable', async () => {
  const { code, stderr } = await folder.hsx('build', '--wide-services', 'size.mvasm', '-o', 'size.hxe');
  expect([code, stderr.match(/Not portable \(wide-services\)/g)?.length]).toEqual([0, 4]);
  const words = [...readImage(folder.bytes('size.hxe')).code].map((byte) => byte.toString(16).padStart(2, '0'));
  expect(words.join('').match(/.{8}/g)).toEqual(['30001302', '25000000', '3000ff01', '30001302', '30001302']);
});

it('run, and are listed', async () => {
  await folder.hsx('build', '--wide-services', 'size.mvasm', '-o', 'size.hxe');
  const { stdout } = await folder.hsx('run', '--json', 'size.hxe');
  expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ exit_status: 0x8000 }] });
  expect((await folder.hsx('disasm', 'size.hxe')).stdout).toContain('mod=0x13 fn=0x2');
});

it('are no others to hsx check, which knows them by all of their number', async () => {
  // The lower twelve bits of the first are those of the end of a task, of the second those of no service.
  folder.program('send.mvasm', 'SVC MOD=0x11, FN=0', 'SVC MOD=0x13, FN=2', 'SVC MOD=0x13, FN=9', 'RET');
  const { stdout } = await folder.hsx('check', '--wide-services', 'send.mvasm');
  expect(stdout.match(/service-unknown|code-unreachable/g)).toEqual(['service-unknown']);
  expect(stdout).toContain('There is no service MOD=0x13, FN=0x9');
});

it('are taken from hsx.json', async () => {
  folder.write('hsx.json', JSON.stringify({ programs: [{ name: 'size', units: ['size.mvasm'], wideServices: true }] }));
  expect(await folder.hsx('check')).toMatchObject({ code: 0 });
  expect(await folder.hsx('run')).toMatchObject({ code: 0 });
});

it.each(['check', 'run'])('are refused without it by %s, with the way to have them', async (command) => {
  const { code, stdout, stderr } = await folder.hsx(command, 'size.mvasm');
  expect([code, stdout + stderr]).toEqual([
    1,
    expect.stringMatching(/size\.mvasm:4:9: error: 0x13 is out of range; .* \(--wide-services\)\. \[operand-invalid\]/),
  ]);
});

it('are built by hsx execd with the option, also when a client loads them', async () => {
  const running = await startExecd(['--wide-services', 'size.mvasm'], { cwd: folder.path });
  child = running.child;
  const client = await Client.open(running.port);
  expect(await client.request({ cmd: 'load', path: join(folder.path, 'size.mvasm') })).toMatchObject({ status: 'ok' });
  await client.request({ cmd: 'step', steps: 4 });
  expect(await client.request({ cmd: 'ps' })).toMatchObject({
    tasks: { tasks: [{ exit_status: 0x8000 }, { exit_status: 0x8000 }] },
  });
});

it('are built by hsx shell with the option, for an executive of its own or a remote one', async () => {
  folder.write('look.txt', 'step 2\nps\n');
  const look = (...options: string[]) => folder.hsx('shell', '-x', 'look.txt', ...options, 'size.mvasm');
  const running = await startExecd([], { cwd: folder.path });
  child = running.child;
  for (const place of [[], ['--connect', `:${running.port}`]]) {
    expect(await look('--wide-services', ...place)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/returned/),
    });
    expect(await look(...place)).toMatchObject({ code: 1, stderr: expect.stringContaining('(--wide-services)') });
  }
});

it('find in the FRAM what a program of an earlier executive has written', async () => {
  folder.program(
    'counter.mvasm',
    ...['LDI R1, 16', 'LDI32 R2, 0x3000', 'LDI R3, 4'],
    ...['SVC MOD=0x13 FN=0', 'LD R4, [R2+0]', 'LDI R5, 7', 'ADD R4, R4, R5', 'ST [R2+0], R4'],
    ...['SVC MOD=0x13 FN=1', 'MOV R0, R4', 'RET'],
  );
  await folder.hsx('build', '--wide-services', 'counter.mvasm', '-o', 'counter.hxe');
  const run = async () => {
    const running = await startExecd(['--persist', 'kept.fram', 'counter.hxe'], { cwd: folder.path });
    child = running.child;
    const client = await Client.open(running.port);
    await client.request({ cmd: 'step', steps: 20 });
    const { tasks } = (await client.request({ cmd: 'ps' })) as { tasks: { tasks: { exit_status: number }[] } };
    await client.request({ cmd: 'shutdown' });
    await once(running.child, 'close');
    return tasks.tasks[0]!.exit_status;
  };
  expect([await run(), await run(), await run()]).toEqual([7, 14, 21]);
  expect([...folder.bytes('kept.fram.area').subarray(14, 20)]).toEqual([0, 0, 21, 0, 0, 0]);
});

it('write the FRAM to its file when a tenth of a second has passed, while the executive runs', async () => {
  folder.program('save.mvasm', 'LDI R1, 2', 'LDI R2, 0', 'LDI R3, 4', 'SVC MOD=0x13 FN=1', 'again: JMP again');
  const running = await startExecd(['--wide-services', '--persist', 'kept.fram', 'save.mvasm'], { cwd: folder.path });
  child = running.child;
  const client = await Client.open(running.port);
  await client.request({ cmd: 'step', steps: 4 });
  expect(existsSync(join(folder.path, 'kept.fram.area'))).toBe(false);
  // By the virtual clock an instruction takes about a microsecond.
  await client.request({ cmd: 'step', steps: 200_000 });
  expect(folder.bytes('kept.fram.area')).toHaveLength(0x8000);
});
