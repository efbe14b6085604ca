import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');
const counter = program('counter.mvasm');
let client: Client;
let execd: Execd;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await execd.kill();
});

const attach = async (args: Record<string, unknown> = {}, breakpoints: Record<string, number[]> = {}) => {
  await client.attach({ port: execd.port, ...args }, breakpoints);
};

it('takes up a task that runs, stops it at a breakpoint, and lets it go on at the end', async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  await client.dc.attachRequest({ port: execd.port } as never);
  expect(await client.setBreakpoints(forever, 13)).toMatchObject([{ verified: true, line: 13 }]);
  const stop = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'main', line: 13, threadId: 1, hitBreakpointIds: [1] });
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: 1, name: 'forever' }]);
  const next = await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect(next).toMatchObject({ reason: 'step', line: 14 });
  expect(Number(await client.evaluate('count,d'))).toBeGreaterThan(0);
  expect(await execd.clockRuns()).toBe(false);
  await client.dc.disconnectRequest({});
  expect(await execd.clockRuns()).toBe(true);
  expect(await execd.sessions()).toEqual([]);
  const [before] = await execd.tasks();
  expect(before?.state).not.toBe('paused');
});

it('shows that everything stands where the clock is stopped, and runs it to its end', async () => {
  execd = await Execd.start(counter);
  const stop = await client.untilStop(() => attach({ pid: 1 }));
  expect(stop).toMatchObject({ reason: 'pause', name: 'main', threadId: 1 });
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
});
