/** Attaching to an executive without our features: what it lacks is made by the adapter. */

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Folder } from '../cli/hsx';
import { Client, program } from './client';
import { ServedReference } from './reference';

const forever = program('forever.mvasm');
const counter = program('counter.mvasm');
const folder = new Folder();
let client: Client;
let executive: ServedReference;

beforeEach(async () => {
  for (const [name, source] of Object.entries({ forever, counter })) {
    await folder.hsx('build', source, '-o', `${name}.hxe`, '--sym', `${name}.sym`);
  }
  const images = ['forever.hxe', 'counter.hxe'].map(
    (name) => [folder.in(name), readFileSync(folder.in(name))] as const,
  );
  executive = await ServedReference.start(new Map(images));
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await executive.close();
});

const attach = (args: Record<string, unknown> = {}, breakpoints: Record<string, number[]> = {}) =>
  client.attach({ port: executive.port, ...args }, breakpoints);

it('debugs a task, and leaves it running as it was', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await executive.ask('clock', { op: 'start' });
  const stop = await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'main', line: 13, hitBreakpointIds: [1] });
  expect(await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }))).toMatchObject({ line: 14 });
  expect(Number(await client.evaluate('count,d'))).toBeGreaterThan(0);
  await client.setBreakpoints(forever, 20);
  const tick = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(tick).toMatchObject({ name: 'tick', line: 20 });
  expect((await client.frames()).map(({ name }) => name)).toEqual(['tick', 'main']);
  const out = await client.untilStop(() => client.dc.stepOutRequest({ threadId: 1 }));
  expect(out).toMatchObject({ reason: 'step', line: 13 });
  const { body } = await client.dc.customRequest('disassemble', { memoryReference: '0x0', instructionCount: 1 });
  expect(body.instructions[0].instruction).toBe('LDI R6, 1');
  await client.leave();
  const [task] = executive.model.tasks.values();
  expect(task?.state).not.toBe('paused');
  expect([...(task?.breakpoints ?? [])]).toEqual([]);
  expect(executive.wire.live.size).toBe(0);
});

it('restarts a task, which has another pid then, with its breakpoints and its lock', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await executive.ask('clock', { op: 'start' });
  await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(Number(await client.evaluate('count,d'))).toBeGreaterThan(1);
  const stop = await client.untilStop(() => client.dc.restartRequest({}));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, line: 13, hitBreakpointIds: [1] });
  expect(await client.evaluate('count,d')).toBe('1');
  const threads = client.events.filter(({ event }) => event === 'thread').map(({ body }) => body);
  expect(threads).toEqual([
    { reason: 'started', threadId: 1 },
    { reason: 'exited', threadId: 1 },
    { reason: 'started', threadId: 2 },
  ]);
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: 2, name: 'forever' }]);
  const sessions = executive.wire.received.filter(({ cmd }) => cmd === 'session.open');
  expect(sessions.at(-1)).toMatchObject({ pid_lock: 2 });
  expect(executive.wire.live.size).toBe(1);
  await client.setBreakpoints(forever, 20);
  expect(await client.untilStop(() => client.dc.continueRequest({ threadId: 2 }))).toMatchObject({ name: 'tick' });
});

it('watches data anew in a task that was restarted', async () => {
  await executive.ask('load', { path: folder.in('counter.hxe') });
  await client.untilStop(() => attach({ pid: 1, stopOnEntry: true }));
  const { body } = await client.dc.customRequest('dataBreakpointInfo', { name: 'total' });
  await client.dc.customRequest('setDataBreakpoints', { breakpoints: [{ dataId: body.dataId, accessType: 'write' }] });
  const entry = await client.untilStop(() => client.dc.restartRequest({}));
  expect(entry).toMatchObject({ reason: 'entry', threadId: 2, name: 'main' });
  const written = await client.untilStop(() => client.dc.continueRequest({ threadId: 2 }));
  expect(written).toMatchObject({ reason: 'data breakpoint', threadId: 2, hitBreakpointIds: [1] });
});

it('says why a task cannot be restarted', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  executive.remove(folder.in('forever.hxe'));
  expect(await client.failure(client.dc.restartRequest({}))).toContain('task 1 cannot be restarted: ');
  // This executive ends it first.
  expect((await client.dc.threadsRequest()).body.threads).toEqual([]);
  const gone = client.events.findLast(({ event }) => event === 'thread');
  expect(gone?.body).toEqual({ reason: 'exited', threadId: 1 });
});

it('says that it cannot stop tasks each for itself', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  const failure = await client.failure(client.dc.attachRequest({ port: executive.port, nonStop: true } as never));
  expect(failure).toBe('this executive stops all tasks together: attach without "nonStop"');
  expect(executive.wire.live.size).toBe(0);
});

it('judges conditions, hit counts and messages, and watches data', async () => {
  await executive.ask('load', { path: folder.in('counter.hxe') });
  await client.dc.attachRequest({ port: executive.port, pid: 1 } as never);
  const set = await client.dc.setBreakpointsRequest({
    source: { path: counter },
    breakpoints: [
      { line: 15, condition: 'R1 == 4' },
      { line: 17, logMessage: 'sum {R6,d}' },
    ],
  });
  expect(set.body.breakpoints).toMatchObject([{ verified: true }, { verified: true }]);
  await client.untilStop(() => client.dc.configurationDoneRequest());
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 15, hitBreakpointIds: [1] });
  expect(await client.evaluate('R1,d')).toBe('4');
  expect(client.output('console')).toContain('sum 1\nsum 3\nsum 6\n');
  const info = await client.dc.customRequest('dataBreakpointInfo', { name: 'total' });
  const data = await client.dc.customRequest('setDataBreakpoints', {
    breakpoints: [{ dataId: info.body.dataId, accessType: 'write' }],
  });
  expect(data.body.breakpoints).toMatchObject([{ verified: true }]);
  await client.setBreakpoints(counter);
  const written = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(written).toMatchObject({
    reason: 'data breakpoint',
    text: expect.stringContaining('0x00000000 → 0x00000037'),
  });
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
});

it('comes back to an executive that was restarted, with its breakpoints', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await client.untilStop(() => attach({}, { [forever]: [20] }));
  executive.restart();
  await client.untilOutput('the executive was restarted');
  const shown = client.dc.waitForEvent('stopped');
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await shown;
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'tick', line: 20 });
});

it('shows an observer where a task is that somebody else has stepped', async () => {
  await executive.ask('load', { path: folder.in('forever.hxe') });
  await client.untilStop(() => attach({ pid: 1, observer: true }));
  const before = (await client.frames())[0]?.instructionPointerReference;
  await executive.ask('step', { pid: 1, steps: 1 });
  await expect.poll(async () => (await client.frames())[0]?.instructionPointerReference).not.toBe(before);
});
