/** Sessions that only look. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variants } from '../../src/executive/configuration/variants';
import { imageBytes } from '../../src/executive/program.testing';
import { commands } from '../../src/protocol/contract';
import type { CommandRules } from '../../src/protocol/contract/command';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client, type JsonObject } from './client';
import { startServer } from './server';

/** Says "Hi" again and again. */
const TALK = `.entry main
.text
main:
 LDI R1, 1
 LDI32 R2, text
 LDI R3, 2
 SVC 0x402
 JMP main
.data
text:
 .ascii "Hi"`;

const image = Buffer.from(imageBytes(TALK)).toString('base64');

let server: ExecutiveServer;
const clients: Client[] = [];

beforeEach(async () => {
  server = await startServer();
  server.executive.load('talk.hxe', imageBytes(TALK));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

async function connect(): Promise<Client> {
  const client = await Client.open(server.port);
  clients.push(client);
  return client;
}

/** What asks in a session of its own. */
async function join(fields: JsonObject): Promise<(request: JsonObject) => Promise<JsonObject>> {
  const client = await connect();
  const { session } = await client.request({ cmd: 'session.open', ...fields });
  const { id } = session as JsonObject;
  return (request) => client.request({ session: id!, ...request });
}

const observe = () => join({ role: 'observer' });

const reads: JsonObject[] = [
  { cmd: 'ps' },
  { cmd: 'info' },
  { cmd: 'dumpregs', pid: 1 },
  { cmd: 'peek', pid: 1, addr: 0x4000 },
  { cmd: 'disasm', pid: 1 },
  { cmd: 'stack', pid: 1 },
  { cmd: 'bp', pid: 1 },
  { cmd: 'watch', pid: 1 },
  { cmd: 'clock' },
  { cmd: 'sched' },
  { cmd: 'trace', pid: 1, op: 'records' },
  { cmd: 'stdio_fanout', pid: 1 },
  { cmd: 'val.list', pid: 1 },
  { cmd: 'sym', pid: 1 },
];

const writes: JsonObject[] = [
  { cmd: 'attach' },
  { cmd: 'detach' },
  { cmd: 'dmesg.clear' },
  { cmd: 'restart' },
  { cmd: 'shutdown' },
  { cmd: 'session.terminate', target: 'nobody' },
  { cmd: 'load', path: 'talk.hxe', image },
  { cmd: 'exec', path: 'talk.hxe', image },
  { cmd: 'kill', pid: 1 },
  { cmd: 'reload', pid: 1 },
  { cmd: 'sched', pid: 1, priority: 3 },
  { cmd: 'clock', op: 'start' },
  { cmd: 'clock', op: 'rate', rate: 5 },
  { cmd: 'clock', op: 'step', steps: 5 },
  { cmd: 'start_auto' },
  { cmd: 'stop_auto' },
  { cmd: 'step', pid: 1 },
  { cmd: 'pause', pid: 1 },
  { cmd: 'resume', pid: 1 },
  { cmd: 'debug.state', pid: 1, mode: true },
  { cmd: 'step.mode', pid: 1, mode: true },
  { cmd: 'debug.run' },
  { cmd: 'debug.halt', pid: 1 },
  { cmd: 'bp', pid: 1, op: 'set', addr: 4 },
  { cmd: 'debug.point.add', pid: 1, point: { kind: 'code', address: 4 } },
  { cmd: 'debug.point.remove', pid: 1, id: 1 },
  { cmd: 'debug.catch', catches: [{ name: 'exit' }] },
  { cmd: 'vm_reg_set', pid: 1, reg: 'R1', value: 5 },
  { cmd: 'restart_frame', pid: 1, index: 0 },
  { cmd: 'poke', pid: 1, addr: 0x4000, data: '00' },
  { cmd: 'sym', pid: 1, op: 'load', path: 'talk.sym' },
  { cmd: 'watch', pid: 1, op: 'add', expr: '0x4000' },
  { cmd: 'trace', pid: 1 },
  { cmd: 'trace', op: 'config', buffer_size: 5 },
  { cmd: 'trace', op: 'import', pid: 1, records: [] },
  { cmd: 'listen' },
  { cmd: 'send', pid: 1, data: 'x' },
  { cmd: 'stdio_fanout', pid: 1, mode: 'drop' },
  { cmd: 'val.set', oid: 257, value: 1 },
  { cmd: 'cmd.call', oid: 257 },
  { cmd: 'device.uart', port: 0, data: 'x' },
  { cmd: 'device.loopback', on: true },
  { cmd: 'device.can', id: 1 },
  { cmd: 'device.gpio', pin: 1, value: 1 },
  { cmd: 'provision.begin' },
  { cmd: 'provision.write', pid: 2, data: '' },
  { cmd: 'provision.verify', pid: 2 },
  { cmd: 'provision.activate', pid: 2 },
  { cmd: 'provision.end', pid: 2 },
  { cmd: 'provision.abort', pid: 2 },
  { cmd: 'provision.rollback', pid: 2 },
  { cmd: 'provision.manifest', path: 'boot.json' },
];

describe('an observer', () => {
  it.each(reads)('reads with $cmd, also where somebody has locked the task', async (request) => {
    await join({ pid_lock: 1 });
    const ask = await observe();
    expect(await ask(request)).toMatchObject({ status: 'ok' });
  });

  it.each(writes)('is refused %j, and nothing changes', async (request) => {
    const ask = await observe();
    const before = server.executive.state();
    expect(await ask(request)).toEqual({
      version: 1,
      status: 'error',
      error: `observer_readonly: '${request['cmd']}' may change what others see; open a session without the role observer for it`,
    });
    expect(server.executive.state()).toEqual(before);
    expect(server.executive.breakpoints(1)).toEqual([]);
  });

  it('is refused every command that the list above does not show to be a read', () => {
    const changing = Object.entries(commands)
      .filter(([, { rules }]) => (rules as CommandRules<never>).observable !== true)
      .map(([name]) => name);
    expect(new Set(writes.map(({ cmd }) => cmd))).toEqual(new Set(changing));
  });

  it('is refused what changes something in the middle of a batch', async () => {
    const ask = await observe();
    const { results } = await ask({ cmd: 'batch', requests: [{ cmd: 'ping' }, { cmd: 'kill', pid: 1 }] });
    expect(results).toMatchObject([{ status: 'ok' }, { error: expect.stringContaining('observer_readonly') }]);
    expect(server.executive.hasTask(1)).toBe(true);
  });

  it('gets events, output too, and takes nothing from others', async () => {
    const client = await connect();
    const opened = await client.request({
      cmd: 'session.open',
      role: 'observer',
      capabilities: { features: ['events', 'stdio_stream'] },
    });
    const { id } = opened['session'] as JsonObject;
    await client.request({ cmd: 'events.subscribe', session: id!, filters: { categories: ['stdout'] } });
    const other = await connect();
    await other.request({ cmd: 'step', steps: 4 });
    expect(await client.answer()).toMatchObject({ type: 'stdout', pid: 1, data: { text: 'Hi' } });
    const { messages } = await other.request({ cmd: 'listen', pid: 1 });
    expect(messages).toMatchObject([{ text: 'Hi' }]);
  });

  it('is shown as one in the list of sessions', async () => {
    const ask = await observe();
    await join({});
    const { sessions } = await ask({ cmd: 'session.list' });
    expect((sessions as JsonObject[]).map(({ role }) => role)).toEqual(['observer', undefined]);
  });

  it('is no debugger: when it comes and goes, a debugger goes on', async () => {
    const debug = await join({ capabilities: { features: ['debug_run'] } });
    const observer = await join({ role: 'observer', capabilities: { features: ['debug_run'] } });
    await debug({ cmd: 'bp', pid: 1, op: 'set', addr: 12 });
    await debug({ cmd: 'debug.run', from: 1 });
    await observer({ cmd: 'session.close' });
    await expect.poll(async () => (await debug({ cmd: 'clock' }))['clock']).toMatchObject({ state: 'stopped' });
  });
});

it('an observer cannot lock tasks', async () => {
  const client = await connect();
  expect(await client.request({ cmd: 'session.open', role: 'observer', pid_lock: 1 })).toMatchObject({
    error: 'observer_readonly: an observer locks no task; leave out pid_lock or the role',
  });
  expect(await client.request({ cmd: 'session.open', role: 'boss' })).toMatchObject({
    error: "'role' must be one of controller, observer, got 'boss'",
  });
  expect(server.executive.sessions.all()).toEqual([]);
});

it('an executive without observers says so, and opens a session like any other', async () => {
  await server.close();
  server = await startServer({}, { variant: variants.minimal });
  const client = await connect();
  const { session } = await client.request({ cmd: 'session.open', role: 'observer' });
  expect(session).toMatchObject({ features: [], warnings: ['unsupported_feature:observers'] });
  expect(session).not.toHaveProperty('role');
});
