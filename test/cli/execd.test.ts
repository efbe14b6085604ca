import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client, type JsonObject } from '../protocol/client';
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

/** Its client goes with it. */
const serve = async (...args: string[]): Promise<Client> => Client.open((await start(...args)).port);

async function usage(client: Client): Promise<JsonObject> {
  const opened = await client.request({ cmd: 'session.open', capabilities: { features: ['resource_usage'] } });
  const { id } = opened['session'] as JsonObject;
  return client.request({ cmd: 'resource_usage', session: id! });
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

it('refuses an empty token', async () => {
  const { code, stderr } = await folder.hsx('execd', '--port', '0', '--token', '');
  expect([code, stderr]).toEqual([2, expect.stringContaining('It is empty')]);
});

it.runIf(process.platform !== 'win32').each([
  ['/dev/zero', 'it is a device or a pipe'],
  ['.', 'it is a folder'],
])('reads no %s that a client names, and goes on', async (path, reason) => {
  folder.program('takes.mvasm', `.include "${path}"`);
  const client = await serve();
  expect(await client.request({ cmd: 'load', path })).toMatchObject({ error: `cannot read '${path}': ${reason}` });
  expect(await client.request({ cmd: 'load', path: join(folder.path, 'takes.mvasm') })).toMatchObject({
    error: expect.stringMatching(/takes\.mvasm:\d+:\d+: error: /),
  });
  expect(await client.request({ cmd: 'ping' })).toMatchObject({ reply: 'pong' });
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
  expect(await usage(client)).toMatchObject({
    resources: { tasks: { used: 4, limit: 4, usage_pct: 100 } },
  });
  expect(await client.request({ cmd: 'load', path: example('blink_counter.mvasm') })).toMatchObject({
    error: 'ENOSPC: 5 tasks are needed, the profile allows 4',
  });
  client.close();
});

it('takes limits in JSON, down to the stack of each task', async () => {
  folder.program('deep.mvasm', 'again:', 'PUSH R0', 'JMP again');
  const client = await serve('--profile', '{"base":"embedded","tasks":2,"stackBytes":400}', 'deep.mvasm');
  await client.request({ cmd: 'step', steps: 101 });
  expect(await usage(client)).toMatchObject({
    resources: { tasks: { used: 1, limit: 2 }, stack_bytes: { used: 204, limit: 400, usage_pct: 51 } },
  });
  await client.request({ cmd: 'step', steps: 1000 });
  expect(await client.request({ cmd: 'ps' })).toMatchObject({
    tasks: { tasks: [{ state: 'terminated', fault: 'stack_overflow', stack_size: 400 }] },
  });
});

it('tells what is used of every limit', async () => {
  const client = await serve('--profile', 'embedded', example('blink_counter.mvasm'));
  const { resources } = (await usage(client)) as {
    resources: Record<string, { limit: number }>;
  };
  expect(Object.fromEntries(Object.entries(resources).map(([name, { limit }]) => [name, limit]))).toEqual({
    tasks: 4,
    code_bytes: 8192,
    stack_bytes: 1536,
    mailboxes: 16,
    handles: 8,
    values: 64,
    commands: 16,
    strings: 2048,
    persist_keys: 340,
    files: 16,
    file_bytes: 65536,
  });
});

it('has no devices where none are wanted', async () => {
  const client = await serve('--hal', 'none');
  expect(await client.request({ cmd: 'device.list' })).toMatchObject({ status: 'error' });
});

it('lets tools call commands by level and PIN, and keeps values within their range', async () => {
  folder.write(
    'served.mvasm',
    [
      '.value {"group":1,"id":1,"name":"level","init":1,"min":0,"max":2}',
      '.cmd {"group":1,"id":2,"name":"reset","help":"","auth":2,"flags":1}',
      '.entry main\n.text\nmain:\n JMP main\n',
    ].join('\n'),
  );
  const client = await serve('--tool-level', '2', '--pin', '1234', '--strict-ranges', 'served.mvasm');
  const call = (token?: string) => client.request({ cmd: 'cmd.call', pid: 1, oid: 258, ...(token && { token }) });
  expect(await call()).toMatchObject({ command: { status: 2 } });
  expect(await call('1234')).toMatchObject({ command: { status: 0 } });
  expect(await client.request({ cmd: 'val.set', oid: 257, value: 3 })).toMatchObject({ value: { status: 4 } });
});

it('gives programs soft mathematics, and the urgent ones their turns first, where asked to', async () => {
  folder.program('sine.mvasm', 'LDI R1, 0', 'LDI R0, 9', 'SVC MOD=0xE, FN=0', 'loop:', 'JMP loop');
  folder.program('spin.mvasm', 'loop:', 'JMP loop');
  const client = await serve('--math', '--priorities', 'spin.mvasm', 'sine.mvasm');
  await client.request({ cmd: 'sched', pid: 2, priority: 20 });
  await client.request({ cmd: 'step', steps: 30 });
  expect(await client.request({ cmd: 'ps' })).toMatchObject({
    tasks: { tasks: [{ accounted_steps: 0 }, { accounted_steps: 30 }] },
  });
  expect(await client.request({ cmd: 'vm_reg_get', pid: 2, reg: 'R0' })).toMatchObject({ value: 0 });
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

describe('the console over a line', () => {
  it('answers commands with text and a prompt', async () => {
    const client = await serve('--protocol', 'console', '--variant', 'minimal', example('fib_frames.mvasm'));
    client.send('ping\nregs\nstack\nnothing\n');
    expect(await client.next()).toBe('hsx> pong\r');
    expect(await client.next()).toMatch(/^hsx> .*R0/);
    const seen = [await client.next()];
    while (!seen.at(-1)!.includes('nothing')) seen.push(await client.next());
    expect(seen.join('\n')).toContain('hsx> error: unsupported_feature:stack\r');
    expect(seen.at(-1)).toBe(`hsx> error: There is no command "nothing"; 'help' lists them.\r`);
    client.send('quit\n');
    expect(await client.ends()).toBe(true);
  });

  it('halts what it waits for', async () => {
    folder.program('spin.mvasm', 'loop:', 'JMP loop');
    const client = await serve('--protocol', 'console', 'spin.mvasm');
    client.send('continue\n');
    const halted = () => {
      client.send('halt\n');
      return client.lines.join('');
    };
    await expect.poll(halted).toMatch(/stopped \(async_break\)/);
  });

  it('answers what was asked before the client ended its side', async () => {
    const client = await serve('--protocol', 'console');
    client.socket.end('ping\nping\n');
    expect(await client.next()).toBe('hsx> pong\r');
    expect(await client.next()).toBe('hsx> pong\r');
    expect(await client.ends()).toBe(true);
  });

  it('asks for the token first', async () => {
    const { port } = await start('--protocol', 'console', '--token', 'secret');
    const stranger = await Client.open(port);
    stranger.send('ping\nping\n');
    expect(await stranger.next()).toBe('token: error: this is not the token\r');
    expect(await stranger.ends()).toBe(true);
    const friend = await Client.open(port);
    friend.send('secret\nping\n');
    expect(await friend.next()).toBe('token: hsx> pong\r');
  });
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
});

it.each(['none.hxe', 'none.mvasm'])('says of %s that does not exist what hsx run says', async (file) => {
  const missing = await folder.hsx('execd', '--port', '0', file);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toBe(`${file}:1:1: error: "${file}" does not exist; check the path. [file-missing]\n`);
  expect((await folder.hsx('run', file)).stderr).toContain(missing.stderr);
});

it.each(['1e999', 'Infinity'])('refuses the rate %s for the clock and keeps the one that it had', async (rate) => {
  const client = await serve();
  await client.request({ cmd: 'clock', op: 'rate', rate: '1e3' });
  expect(await client.request({ cmd: 'clock', op: 'rate', rate })).toMatchObject({
    status: 'error',
    error: "clock rate expects numeric value, got 'Infinity'",
  });
  expect(await client.request({ cmd: 'clock' })).toMatchObject({ clock: { rate_hz: 1000 } });
  client.close();
});
