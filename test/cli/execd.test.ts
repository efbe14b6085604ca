import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client } from '../protocol/client';
import { type RunningExecd, startExecd } from './execd';
import { example, Folder, program } from './hsx';

let folder: Folder;
let child: ChildProcessWithoutNullStreams | undefined;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

async function start(...args: string[]): Promise<RunningExecd> {
  const running = await startExecd(args, { cwd: folder.path });
  child = running.child;
  return running;
}

it('loads its files, says where it listens, and serves them with symbols', async () => {
  const { port, output } = await start(example('fib_frames.mvasm'));
  expect(output).toContain(`hsx execd: loaded ${example('fib_frames.mvasm')} as task 1\n`);
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'sym', pid: 1 })).toMatchObject({ symbols: { loaded: true } });
  expect(await client.request({ cmd: 'reload', pid: 1 })).toMatchObject({ reload: { old_pid: 1, new_pid: 2 } });
  const { image } = await client.request({ cmd: 'load', path: example('blink_counter.mvasm') });
  expect(image).toMatchObject({ pid: 3, app_name: 'blink_counter' });
  expect(await client.request({ cmd: 'load', path: program('broken.mvasm') })).toMatchObject({
    error: expect.stringContaining('broken.mvasm:7:5: error: '),
  });
  client.close();
});

it('loads programs of hsx.json by their names, also for its clients', async () => {
  mkdirSync(folder.in('lib'), { recursive: true });
  const programs = [
    { name: 'one', units: ['lib/one.mvasm'] },
    { name: 'two', units: ['lib/two.mvasm'], appName: 'second' },
  ];
  folder.write('hsx.json', JSON.stringify({ programs }));
  folder.program('lib/one.mvasm', 'RET');
  folder.program('lib/two.mvasm', 'LDI R0, 2', 'RET');
  const { port, output } = await start('one');
  expect(output).toContain(`hsx execd: loaded ${folder.in('one')} as task 1\n`);
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'sym', pid: 1, op: 'line', address: 0 })).toMatchObject({
    line: { file: 'one.mvasm', line: 4 },
  });
  const { image } = await client.request({ cmd: 'load', path: folder.in('two') });
  expect(image).toMatchObject({ pid: 2, app_name: 'second' });
  expect(await client.request({ cmd: 'load', path: folder.in('three') })).toMatchObject({
    error: expect.stringContaining('its programs are one, two.'),
  });
  client.close();
});

it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly with %s, whatever its clients do', async (signal) => {
  const { port } = await start(example('blink_counter.mvasm'));
  const client = await Client.open(port);
  await client.request({ cmd: 'clock', op: 'start' });
  child!.kill(signal);
  expect(await once(child!, 'close')).toEqual([0, null]);
  expect(await client.ends()).toBe(true);
});

it('ends when a client shuts it down', async () => {
  const { port } = await start();
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'shutdown' })).toMatchObject({ status: 'ok' });
  expect(await once(child!, 'close')).toEqual([0, null]);
});

it('asks for its token', async () => {
  const { port } = await start('--token', 'secret');
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'ps' })).toMatchObject({ error: expect.stringContaining('token_required') });
  expect(await client.request({ cmd: 'ps', token: 'secret' })).toMatchObject({ status: 'ok' });
  client.close();
});

it('has the profile and the step that were asked for', async () => {
  const { port } = await start('--profile', 'embedded', '--step', '50');
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'info' })).toMatchObject({
    info: { mailbox_profile: { name: 'embedded' }, clock: { step_size: 50 } },
  });
  client.close();
});

it('refuses what a profile has no room for', async () => {
  const { port } = await start('--profile', 'embedded', ...Array(4).fill(example('blink_counter.mvasm')));
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'resources' })).toMatchObject({
    resources: { tasks: { used: 4, limit: 4, usage_pct: 100 } },
  });
  expect(await client.request({ cmd: 'load', path: example('blink_counter.mvasm') })).toMatchObject({
    error: 'ENOSPC: 5 tasks are needed, the profile allows 4',
  });
  client.close();
});

it('offers what its variant has', async () => {
  const { port } = await start('--variant', 'minimal', example('blink_counter.mvasm'));
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'bp', op: 'list', pid: 1 })).toMatchObject({
    error: 'unsupported_feature:breakpoints',
  });
  expect(await client.request({ cmd: 'ps' })).toMatchObject({ status: 'ok' });
  client.close();
});

it('gives programs the files of a folder', async () => {
  folder.program(
    'copier.mvasm',
    'LDI32 R1, name',
    'LDI R2, 0',
    'SVC MOD=4, FN=0',
    'MOV R1, R0',
    'LDI32 R2, text',
    'LDI R3, 5',
    'SVC MOD=4, FN=2',
    'RET',
    '.data',
    'name:',
    '.asciz "copy.txt"',
    'text:',
    '.asciz "hello"',
  );
  const { port } = await start('--root', '.', 'copier.mvasm');
  const client = await Client.open(port);
  expect(await client.request({ cmd: 'step', steps: 20 })).toMatchObject({ status: 'ok' });
  expect(folder.text('copy.txt')).toBe('hello');
  client.close();
});

it('keeps persistent values in a file from run to run', async () => {
  folder.write(
    'counter.mvasm',
    '.value {"group":1,"id":1,"name":"count","init":1,"persist_key":7}\n.entry main\n.text\nmain:\n RET\n',
  );
  const run = async () => {
    const { port } = await start('--persist', 'values.json', 'counter.mvasm');
    return Client.open(port);
  };
  const first = await run();
  expect(await first.request({ cmd: 'val.set', oid: 257, value: 2.5 })).toMatchObject({ status: 'ok' });
  await first.request({ cmd: 'shutdown' });
  await once(child!, 'close');
  expect(JSON.parse(folder.text('values.json'))).toEqual({ 7: 0x4100 });
  const second = await run();
  expect(await second.request({ cmd: 'val.get', oid: 257 })).toMatchObject({ value: { value: 2.5 } });
  second.close();
});

it.each([
  ['--variant', 'tiny', 'variant'],
  ['--profile', 'huge', 'profile'],
])('says which %s there are', async (option, value, word) => {
  const { code, stderr } = await folder.hsx('execd', option, value);
  expect(stderr).toContain(word);
  expect(code).not.toBe(0);
});

it.each([
  ['virtual', 'returned'],
  ['real', 'sleeping'],
  ['1000000', 'returned'],
])('lets time pass as asked for: %s', async (clock, state) => {
  folder.program('sleeper.mvasm', 'LDI32 R0, 60000', 'SVC 0x600', 'RET');
  const { port } = await start('--clock', clock, 'sleeper.mvasm');
  const client = await Client.open(port);
  await client.request({ cmd: 'clock', op: 'start' });
  const answer = () => client.request({ cmd: 'ps' });
  await expect.poll(answer, { timeout: 5000 }).toMatchObject({ tasks: { tasks: [{ state }] } });
  client.close();
});

it('refuses a pace that is none', async () => {
  const { code, stderr } = await folder.hsx('execd', '--clock', 'fast');
  expect(stderr).toContain("Give 'virtual', 'real', or a number above 0.");
  expect(code).toBe(2);
});

it('says that a port is taken, and that a file is wrong', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const taken = await folder.hsx('execd', '--port', String(port));
  other.close();
  expect(taken).toEqual({
    code: 1,
    stdout: '',
    stderr: `hsx execd: port ${port} of 127.0.0.1 is in use; end what listens there, or choose another port\n`,
  });
  const broken = await folder.hsx('execd', '--port', '0', program('broken.mvasm'));
  expect(broken).toMatchObject({ code: 1, stdout: '' });
  expect(broken.stderr).toContain('broken.mvasm:7:5: error: ');
  const missing = await folder.hsx('execd', '--port', '0', 'none.hxe');
  expect(missing.stderr).toContain("No such file or directory: '");
});
