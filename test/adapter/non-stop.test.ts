/** Tasks that stop each for itself. */

import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.inTest();
});

const count = async (threadId: number): Promise<number> => {
  const [frame] = await client.frames(threadId);
  return Number(await client.evaluate('count,d', 'watch', frame?.id));
};

/** Two tasks of the same program. */
async function launchPair(args: object = {}): Promise<void> {
  await client.dc.launchRequest({ program: [forever, forever], nonStop: true, ...args } as never);
}

/** At CALL tick, which it comes to again and again. */
const stopInSecond = () =>
  client.dc.customRequest('setInstructionBreakpoints', { breakpoints: [{ instructionReference: 'code:2:0x0018' }] });
const clearBreakpoints = () => client.dc.customRequest('setInstructionBreakpoints', { breakpoints: [] });

const stops = () => client.events.filter(({ event }) => event === 'stopped').map(({ body }) => body);
const expectStops = (number: number) => expect.poll(() => stops().length).toBe(number);

async function expectMoves(threadId: number): Promise<void> {
  const before = await count(threadId);
  await expect.poll(() => count(threadId)).toBeGreaterThan(before);
}

/** While the other of the two goes on. */
async function expectStands(threadId: number): Promise<void> {
  const before = await count(threadId);
  await expectMoves(3 - threadId);
  expect(await count(threadId)).toBe(before);
}

it('stops one task at a breakpoint, steps it and lets it go on, while the other runs', async () => {
  await launchPair();
  await stopInSecond();
  const stop = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(stop).toMatchObject({ reason: 'instruction breakpoint', threadId: 2, allThreadsStopped: false, line: 12 });
  await expectStands(2);
  const step = await client.untilStop(() => client.dc.nextRequest({ threadId: 2 }));
  expect(step).toMatchObject({ reason: 'step', threadId: 2, allThreadsStopped: false, line: 13 });
  await expectStands(2);
  expect(await client.failure(client.dc.nextRequest({ threadId: 1 }))).toBe('task 1 is running: pause it first');
  await clearBreakpoints();
  const { body } = await client.dc.continueRequest({ threadId: 2 });
  expect(body.allThreadsContinued).toBe(false);
  await expectMoves(2);
});

it('pauses the task that is asked for, and no other', async () => {
  await launchPair();
  await client.dc.configurationDoneRequest();
  const stop = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'pause', threadId: 1, allThreadsStopped: false });
  await expectStands(1);
  const other = await client.untilStop(() => client.dc.pauseRequest({ threadId: 2 }));
  expect(other).toMatchObject({ reason: 'pause', threadId: 2 });
  await client.dc.continueRequest({ threadId: 1 });
  await expectStands(2);
});

it('goes on with a step of one task when another stops on its way', async () => {
  await client.dc.launchRequest({
    program: [program('sleeps.mvasm'), forever],
    nonStop: true,
    stopOnEntry: true,
  } as never);
  await client.dc.configurationDoneRequest();
  await expectStops(2);
  await client.dc.continueRequest({ threadId: 2 });
  await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  // Over a sleep of an hour, which is long as long as the other runs, and is skipped when nobody can.
  await client.dc.nextRequest({ threadId: 1 });
  await stopInSecond();
  await expectStops(5);
  const [other, step] = stops().slice(-2);
  expect(other).toMatchObject({ reason: 'instruction breakpoint', threadId: 2 });
  expect(step).toMatchObject({ reason: 'step', threadId: 1 });
  expect(await client.frames(1)).toMatchObject([{ name: 'main', line: 8 }]);
});

it('keeps what was handed out for a task that stands while another goes on', async () => {
  await launchPair({ stopOnEntry: true });
  await client.dc.configurationDoneRequest();
  await expectStops(2);
  expect(stops()).toEqual([
    { reason: 'entry', threadId: 1, allThreadsStopped: false },
    { reason: 'entry', threadId: 2, allThreadsStopped: false },
  ]);
  const labels = await client.reference('Labels', 1);
  await client.dc.continueRequest({ threadId: 2 });
  expect((await client.variables(labels)).map(({ name }) => name)).toContain('count');
  await client.dc.continueRequest({ threadId: 1 });
  expect(await client.failure(client.variables(labels))).toContain('gone');
});

it('pauses a single task of a session that stops all, for a client that asks so', async () => {
  await client.launch({ program: [forever, forever] });
  const pause = () => client.dc.pauseRequest({ threadId: 1, singleThread: true } as never);
  expect(await client.untilStop(pause)).toMatchObject({ reason: 'pause', threadId: 1, allThreadsStopped: false });
  await expectStands(1);
  await client.dc.continueRequest({ threadId: 1 });
  await expectMoves(1);
  const all = await client.untilStop(() => client.dc.pauseRequest({ threadId: 2 }));
  expect(all).toMatchObject({ threadId: 2, allThreadsStopped: true });
});

it('stops one task of an executive in another process', async () => {
  const execd = await Execd.start(forever);
  onTestFinished(() => execd.kill());
  await execd.ask('load', { path: forever });
  await execd.ask('clock', { op: 'start' });
  await client.attach({ port: execd.port, nonStop: true });
  const stop = await client.untilStop(() => client.dc.pauseRequest({ threadId: 2 }));
  expect(stop).toMatchObject({ reason: 'pause', threadId: 2, allThreadsStopped: false });
  await expectStands(2);
  expect(await client.untilStop(() => client.dc.nextRequest({ threadId: 2 }))).toMatchObject({ reason: 'step' });
  await expectStands(2);
  const before = (await execd.tasks()).map(({ state }) => state);
  expect(before[1]).toBe('paused');
  await client.leave();
  expect((await execd.tasks()).map(({ state }) => state)).not.toContain('paused');
  expect(await execd.clockRuns()).toBe(true);
});
