/** Restart of tasks that run in an executive in another process. */

import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Folder } from '../cli/hsx';
import { Client, program } from './client';
import { Execd } from './execd';

const SOURCE = '.entry main\n.text\nmain:\n    LDI R1, 1\nloop:\n    ADD R2, R2, R1\n    JMP loop\n';
let client: Client;
let execd: Execd;
let folder: Folder;
let source: string;

beforeEach(async () => {
  folder = new Folder();
  source = folder.in('loops.mvasm');
  writeFileSync(source, SOURCE);
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await execd.kill();
  folder.remove();
});

const attach = (args: Record<string, unknown> = {}, breakpoints: Record<string, number[]> = {}) =>
  client.attach({ port: execd.port, ...args }, breakpoints);
const restart = () => client.dc.customRequest('restart');

it('loads the image anew and goes on with the breakpoints and the reservation', async () => {
  execd = await Execd.start(source);
  await client.untilStop(() => attach({ pid: 1 }, { [source]: [6] }));
  for (let hit = 0; hit < 2; hit++) await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(await client.evaluate('R2,d')).toBe('1');
  const stopped = client.dc.waitForEvent('stopped');
  await restart();
  const { threadId } = (await stopped).body;
  expect(threadId).not.toBe(1);
  expect((await client.frames(threadId))[0]).toMatchObject({ name: 'main', line: 6 });
  expect(await client.evaluate('R2,d')).toBe('0');
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: threadId, name: 'loops' }]);
  const threads = client.events.filter(({ event }) => event === 'thread').map(({ body }) => body.reason);
  expect(threads).toEqual(['started', 'exited', 'started']);
  const other = await Client.start();
  const refused = await client.failure(other.attach({ port: execd.port, pid: threadId }));
  await other.stop();
  expect(refused).toContain(`task ${threadId} is reserved`);
  await client.leave();
  expect(await execd.sessions()).toEqual([]);
  expect(await execd.clockRuns()).toBe(true);
});

it('goes on with data and instruction breakpoints, whose task has another pid', async () => {
  writeFileSync(
    source,
    `${SOURCE}.data\nsum:\n    .word 0\n`.replace('JMP', 'LDI32 R3, sum\n    ST [R3+0], R2\n    JMP'),
  );
  execd = await Execd.start(source);
  await client.untilStop(() => attach({ stopOnEntry: true }));
  const { body } = await client.dc.customRequest('dataBreakpointInfo', { name: 'sum' });
  await client.dc.customRequest('setDataBreakpoints', { breakpoints: [{ dataId: body.dataId, accessType: 'write' }] });
  await client.dc.customRequest('setInstructionBreakpoints', { breakpoints: [{ instructionReference: 'code:1:0x4' }] });
  const entry = client.dc.waitForEvent('stopped');
  await restart();
  const { threadId } = (await entry).body;
  expect(threadId).not.toBe(1);
  const stop = () => client.untilStop(() => client.dc.continueRequest({ threadId }));
  expect(await stop()).toMatchObject({ reason: 'instruction breakpoint', threadId, line: 6 });
  expect(await stop()).toMatchObject({ reason: 'data breakpoint', threadId, line: 9 });
});

it('takes what was built meanwhile, stops at its entry if wanted, and moves breakpoints', async () => {
  execd = await Execd.start(source);
  await client.untilStop(() => attach({ stopOnEntry: true }, { [source]: [6] }));
  writeFileSync(source, SOURCE.replace('LDI R1, 1', 'LDI R1, 1\n    LDI R2, 7'));
  const entry = client.dc.waitForEvent('stopped');
  await restart();
  const { reason, threadId } = (await entry).body;
  expect(reason).toBe('entry');
  expect((await client.frames(threadId))[0]).toMatchObject({ name: 'main', line: 4 });
  expect(await client.setBreakpoints(source, 7)).toMatchObject([{ verified: true, line: 7 }]);
  const stopped = client.dc.waitForEvent('stopped');
  await client.dc.continueRequest({ threadId });
  expect((await stopped).body).toMatchObject({ reason: 'breakpoint', threadId });
  expect(await client.evaluate('R2,d')).toBe('7');
});

it('restarts again and again, and after the executive itself was restarted', async () => {
  execd = await Execd.start(source);
  await execd.ask('clock', { op: 'start' });
  await client.untilStop(() => attach({ pid: 1 }, { [source]: [6] }));
  for (let turn = 0; turn < 3; turn++) {
    const stopped = client.dc.waitForEvent('stopped');
    await restart();
    expect((await stopped).body.reason).toBe('breakpoint');
  }
  expect(await client.untilStop(() => execd.restart())).toMatchObject({ threadId: 1 });
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: 1, name: 'loops' }]);
});

it('restarts all tasks that it shows, and takes up none twice', async () => {
  execd = await Execd.start(source, program('waits.mvasm'));
  await execd.ask('clock', { op: 'start' });
  await attach();
  const started = async () => {
    while (client.events.filter(({ event, body }) => event === 'thread' && body.reason === 'started').length < 4) {
      await client.dc.waitForEvent('thread');
    }
  };
  await Promise.all([started(), restart()]);
  const { threads } = (await client.dc.threadsRequest()).body;
  expect(threads.map(({ id }) => id)).toEqual((await execd.tasks()).map(({ pid }) => pid));
  expect(await execd.clockRuns()).toBe(true);
});

it('leaves the task as it is when its image cannot be loaded', async () => {
  execd = await Execd.start(source);
  await execd.ask('clock', { op: 'start' });
  await attach({ pid: 1 });
  rmSync(source);
  expect(await client.failure(restart())).toContain('task 1 cannot be restarted: ');
  expect((await execd.tasks()).map(({ pid }) => pid)).toEqual([1]);
  expect(await execd.clockRuns()).toBe(true);
  await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
});

it('restarts nothing in a session that only observes', async () => {
  execd = await Execd.start(source);
  await attach({ observer: true });
  expect(await client.failure(restart())).toContain('only observes');
});
