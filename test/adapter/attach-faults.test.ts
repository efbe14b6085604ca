/** What goes wrong between the adapter and an executive in another process, and several adapters at one executive. */

import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Folder } from '../cli/hsx';
import { Client, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');
let client: Client;
let execd: Execd;

beforeEach(async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await execd.kill();
});

const attach = (args: Record<string, unknown> = {}, breakpoints: Record<string, number[]> = {}) =>
  client.attach({ port: execd.port, ...args }, breakpoints);

it('says so when the executive does not answer any more, and leaves when it is told to', async () => {
  await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  execd.freeze();
  const hanging = client.failure(client.dc.continueRequest({ threadId: 1 }));
  await client.leave();
  expect(await hanging).toBe('no failure');
});

it('ends in words when what listens there is no executive', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  expect(await client.failure(client.attach({ port }))).toContain('no executive can be reached');
  server.close();
});

it('frees the task and lets it go on when the client vanishes without a word', async () => {
  await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  expect(await execd.clockRuns()).toBe(false);
  await client.vanish();
  while ((await execd.sessions()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await execd.clockRuns()).toBe(true);
});

it('leaves no session behind when it is disconnected while it attaches', async () => {
  const attaching = client.failure(client.dc.attachRequest({ port: execd.port, pid: 1 } as never));
  await client.leave();
  await attaching;
  expect(await execd.sessions()).toEqual([]);
});

it('shows in every session that all tasks stand, and that they go on', async () => {
  await execd.ask('load', { path: program('waits.mvasm') });
  const other = await Client.start();
  await attach({ pid: 1 });
  await other.attach({ port: execd.port, pid: 2 });
  const held = other.dc.waitForEvent('stopped');
  await client.untilStop(() => client.setBreakpoints(forever, 13));
  expect((await held).body).toMatchObject({ reason: 'pause', threadId: 2, preserveFocusHint: true });
  const continued = other.dc.waitForEvent('continued');
  await client.setBreakpoints(forever);
  await client.dc.continueRequest({ threadId: 1 });
  expect((await continued).body).toMatchObject({ threadId: 2, allThreadsContinued: true });
  await client.leave();
  expect(await execd.clockRuns()).toBe(true);
  await other.stop();
});

it('follows others who stop and start the clock', async () => {
  await attach();
  // It is answered when the session has begun.
  await client.dc.threadsRequest();
  const stop = await client.untilStop(() => execd.ask('clock', { op: 'stop' }));
  expect(stop).toMatchObject({ reason: 'pause', description: 'The executive was stopped from elsewhere' });
  const continued = client.dc.waitForEvent('continued');
  await execd.ask('clock', { op: 'start' });
  expect((await continued).body).toMatchObject({ threadId: 1 });
});

it('reads symbols again when their file changes, and sets breakpoints where lines are now', async () => {
  const folder = new Folder();
  const source = folder.in('forever.mvasm');
  copyFileSync(forever, source);
  const build = () => folder.hsx('build', 'forever.mvasm', '-o', 'forever.hxe', '--sym', 'forever.sym');
  await build();
  await attach({ pid: 1, symbols: folder.in('forever.sym') });
  await client.untilStop(() => client.setBreakpoints(source, 13));
  const moved = client.dc.waitForEvent('breakpoint');
  const text = `; one line more\n${(await import('node:fs')).readFileSync(forever, 'utf8')}`;
  writeFileSync(source, text);
  await build();
  await client.untilOutput('symbols of forever are read again');
  await moved;
  expect((await client.frames())[0]).toMatchObject({ line: 14 });
  folder.remove();
});

it('finds sources of another machine by the source map', async () => {
  const here = mkdtempSync(join(tmpdir(), 'hsx-map-'));
  copyFileSync(forever, join(here, 'forever.mvasm'));
  await attach({ pid: 1, sourceMap: { [program('')]: here } });
  const stop = await client.untilStop(() => client.setBreakpoints(join(here, 'forever.mvasm'), 13));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 13 });
  rmSync(here, { recursive: true });
});
