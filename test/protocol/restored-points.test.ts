/** Debug points and catches of our client in an executive that has forgotten them: `hsx execd`, killed and restarted. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ExecutiveEvent } from '../../src/executive/events';
import { imageBytes } from '../../src/executive/program.testing';
import { tcpConnections } from '../../src/platform/node/tcp-connection';
import { connectExecutive, type RemoteExecutive } from '../../src/protocol/remote/connect';
import { Execd } from '../adapter/execd';

/** Counts R2 from 1 to 5; the addition is at 8, behind it 12. */
const COUNT = `.entry main
.text
main:
 LDI R1, 1
 LDI R2, 0
again:
 ADD R2, R2, R1
 LDI R3, 5
 CMP R2, R3
 JNZ again
 RET
`;

let folder: string;
let execd: Execd;
let remote: RemoteExecutive;
let events: ExecutiveEvent[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsx-restored-'));
});

afterEach(async () => {
  await remote.client.close();
  await execd.kill();
  rmSync(folder, { recursive: true });
});

async function start(...files: string[]): Promise<void> {
  execd = await Execd.start(...files);
  remote = await connectExecutive({
    connect: tcpConnections({ host: '127.0.0.1', port: execd.port }),
    client: 'test',
  });
  events = [];
  remote.client.onEvent((event) => events.push(event));
}

function countFile(): string {
  const path = join(folder, 'count.mvasm');
  writeFileSync(path, COUNT);
  return path;
}

async function restart(): Promise<void> {
  const back = new Promise<boolean>((resolve) => {
    remote.onState((state) => state.kind === 'connected' && resolve(state.restarted));
  });
  await execd.restart();
  expect(await back).toBe(true);
}

const addPoint = async (rule: { condition?: string; log?: string; hit?: string }, address = 12): Promise<number> => {
  const { id } = await remote.client.request('debug.point.add', { pid: 1, point: { kind: 'code', address, ...rule } });
  return id;
};

/** Runs until something stops. */
async function run(): Promise<ExecutiveEvent & { type: 'debug_stop' }> {
  const from = events.length;
  await remote.client.request('debug.run', { from: 1 });
  await expect.poll(() => events.slice(from).some(({ type }) => type === 'debug_stop'), { timeout: 10_000 }).toBe(true);
  return events.slice(from).find((event) => event.type === 'debug_stop')!;
}

const told = () => events.flatMap((event) => (event.type === 'debug_log' ? [[event.data.point, event.data.text]] : []));

it('come back once each, under the numbers they had', async () => {
  await start(countFile());
  const given = await addPoint({});
  const stops = await addPoint({ condition: 'R2 == 3' });
  const tells = await addPoint({ log: 'R2 is {R2}' });
  await remote.client.request('debug.catch', { catches: [{ name: 'exit' }] });
  await remote.client.request('debug.point.remove', { pid: 1, id: given });
  await restart();
  expect((await run()).data).toMatchObject({ reason: 'breakpoint', pc: 12, points: [stops] });
  expect(told()).toEqual([1, 2, 3].map((count) => [tells, `R2 is ${count}`]));
  await remote.client.request('debug.point.remove', { pid: 1, id: tells });
  expect((await run()).data).toMatchObject({ reason: 'exit' });
  expect(told()).toHaveLength(3);
});

it('come back with a task that is loaded after the restart, without those that were removed meanwhile', async () => {
  await start();
  const image = imageBytes(COUNT);
  const load = () => remote.client.request('load', { path: join(folder, 'count.hxe'), image });
  await load();
  const removed = await addPoint({});
  const stays = await addPoint({ condition: 'R2 == 2' });
  await restart();
  await remote.client.request('debug.point.remove', { pid: 1, id: removed });
  const added = await load().then(() => addPoint({}, 24));
  expect((await run()).data).toMatchObject({ pc: 12, points: [stays] });
  await remote.client.request('debug.point.remove', { pid: 1, id: stays });
  expect((await run()).data).toMatchObject({ pc: 24, points: [added] });
});

it('come back when only the session has ended', async () => {
  await start(countFile());
  const stops = await addPoint({ condition: 'R2 == 4' });
  await remote.client.request('debug.catch', { catches: [{ name: 'exit' }] });
  const { session } = await remote.client.request('session.open', {});
  await execd.ask('session.terminate', { session: session.id, target: session.id });
  expect((await run()).data).toMatchObject({ pc: 12, points: [stops] });
  expect((await run()).data).toMatchObject({ reason: 'exit' });
});

it('do not come back with a task that was killed', async () => {
  await start();
  const image = imageBytes(COUNT);
  const load = () => remote.client.request('load', { path: join(folder, 'count.hxe'), image });
  await load();
  await addPoint({});
  await execd.ask('kill', { pid: 1 });
  await expect.poll(() => events.some(({ data }) => 'reason' in data && data.reason === 'killed')).toBe(true);
  await restart();
  await load();
  await remote.client.request('debug.catch', { catches: [{ name: 'exit' }] });
  expect((await run()).data).toMatchObject({ reason: 'exit' });
});
