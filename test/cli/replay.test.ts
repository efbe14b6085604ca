import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client } from '../protocol/client';
import { startExecd } from './execd';
import { example, Folder } from './hsx';

let folder: Folder;
let child: ChildProcessWithoutNullStreams | undefined;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

async function start(...args: string[]): Promise<{ client: Client; port: number }> {
  const running = await startExecd(['--record', 'session.log', ...args], { cwd: folder.path });
  child = running.child;
  return { client: await Client.open(running.port), port: running.port };
}

/** Reads a file of the host over and over. */
const reader = [
  ...['LDI32 R1, name', 'LDI R2, 0', 'SVC MOD=4, FN=0', 'MOV R7, R0', 'MOV R1, R7', 'LDI32 R2, buffer', 'LDI R3, 8'],
  ...['SVC MOD=4, FN=1', 'MOV R1, R7', 'SVC MOD=4, FN=3', 'JMP main'],
  ...['.data', 'name: .asciz "data.txt"', '.align 4', 'buffer: .word 0, 0'],
];

it.each(['virtual', 'real'])('comes to the state that was recorded, with files and %s time', async (clock) => {
  mkdirSync(folder.in('files'));
  folder.write('files/data.txt', 'first');
  folder.program('reader.mvasm', ...reader);
  const { client } = await start('--root', 'files', '--clock', clock, 'reader.mvasm', example('blink_counter.mvasm'));
  await client.request({ cmd: 'step', steps: 2000 });
  folder.write('files/data.txt', 'another');
  await client.request({ cmd: 'clock', op: 'start' });
  await client.request({ cmd: 'send', pid: 1, data: 'hello' });
  await client.request({ cmd: 'poke', pid: 2, addr: 0x3000, data: 'c0ffee' });
  await client.request({ cmd: 'load', path: folder.in('reader.mvasm') });
  await client.request({ cmd: 'step', pid: 2, steps: 50 });
  await client.request({ cmd: 'clock', op: 'stop' });
  const { tasks } = await client.request({ cmd: 'ps' });
  folder.write('files/data.txt', 'gone');
  await client.request({ cmd: 'shutdown' });
  await once(child!, 'close');
  const { code, stdout, stderr } = await folder.hsx('replay', 'session.log');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\d+ inputs, \d+ instructions, \d+ events\ntask 1 reader\w*: /);
  expect(stdout).toMatch(/\nthe state is that of the recording\n$/);
  expect(code).toBe(0);
  const [{ state }] = JSON.parse((await folder.hsx('replay', '--json', 'session.log')).stdout);
  const seen = (tasks as unknown as { tasks: { pid: number; pc: number }[] }).tasks;
  expect(state.tasks.map(({ pid, pc }: { pid: number; pc: number }) => [pid, pc])).toEqual(
    seen.map(({ pid, pc }) => [pid, pc]),
  );
});

it('keeps what was recorded when the process is killed, and begins anew with each executive', async () => {
  const { client, port } = await start(example('fib_frames.mvasm'));
  await client.request({ cmd: 'step', steps: 100 });
  await client.request({ cmd: 'restart' });
  await client.ends();
  const next = await Client.open(port);
  await next.request({ cmd: 'load', path: example('fib_frames.mvasm') });
  await next.request({ cmd: 'ping' });
  child!.kill('SIGKILL');
  await once(child!, 'close');
  const { stdout } = await folder.hsx('replay', 'session.log');
  expect(stdout).toContain('the state is that of the recording\n');
  expect(stdout).toMatch(/the recording was cut off; it fits up to here\n$/);
});

it('says what is wrong with a log, and where', async () => {
  folder.write('bad.log', '{"format":"hsx.inputs/9"}\n');
  expect(await folder.hsx('replay', 'bad.log')).toMatchObject({
    code: 1,
    stderr: "bad.log:1:1: error: unknown format 'hsx.inputs/9'\n",
  });
  expect(await folder.hsx('replay', 'none.log')).toMatchObject({
    code: 1,
    stderr: 'none.log:1:1: error: the file does not exist\n',
  });
  expect(await folder.hsx('execd', '--record', 'none/session.log')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot record to none/session.log'),
  });
});
