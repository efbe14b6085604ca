import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const fib = example('fib_frames.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const next = (granularity?: 'instruction' | 'line') => () =>
  client.dc.nextRequest({ threadId: 1, ...(granularity && { granularity }) });
const stepIn = () => client.dc.stepInRequest({ threadId: 1 });
const stepOut = () => client.dc.stepOutRequest({ threadId: 1 });

it('stops at the entry, and goes line by line', async () => {
  const entry = await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true }));
  expect(entry).toMatchObject({ reason: 'entry', name: 'fib_main', line: 20, allThreadsStopped: true });
  expect(await client.untilStop(next())).toMatchObject({ reason: 'step', name: 'fib_main', line: 21 });
  expect(await client.untilStop(next())).toMatchObject({ line: 22 });
});

it('passes a breakpoint at the entry it already stopped at, and stops there otherwise', async () => {
  const atEntry = { [fib]: [20, 23] };
  expect(await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true }, atEntry))).toMatchObject({
    reason: 'entry',
    line: 20,
  });
  const go = () => client.dc.continueRequest({ threadId: 1 });
  expect(await client.untilStop(go)).toMatchObject({ reason: 'breakpoint', line: 23 });
  await client.stop();
  client = await Client.start();
  expect(await client.untilStop(() => client.launch({ program: fib }, atEntry))).toMatchObject({ line: 20 });
});

it('steps away from a breakpoint at the entry', async () => {
  await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true }, { [fib]: [20] }));
  expect(await client.untilStop(next())).toMatchObject({ reason: 'step', line: 21 });
});

it('steps into, over and out of calls', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  expect(await client.untilStop(stepIn)).toMatchObject({ reason: 'step', name: 'fib', line: 35 });
  expect(await client.untilStop(stepOut)).toMatchObject({ reason: 'step', name: 'fib_main', line: 24 });
  expect(await client.evaluate('R0,d')).toBe('55');
});

it('steps over a recursion as one line', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  expect(await client.untilStop(next())).toMatchObject({ reason: 'step', name: 'fib_main', line: 24 });
  expect(await client.evaluate('R0,d')).toBe('55');
});

it('steps into a routine of another unit', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [26] }));
  const stop = await client.untilStop(stepIn);
  expect(stop).toMatchObject({ name: 'con_puts', line: 17 });
  expect((await client.frames())[0]?.source?.path).toBe(example('lib/console.mvasm'));
  expect(await client.untilStop(stepOut)).toMatchObject({ name: 'fib_main', line: 27 });
});

it('steps single instructions, LDI32 being one', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [25] }));
  const before = (await client.frames())[0]?.instructionPointerReference;
  await client.untilStop(next('instruction'));
  const after = (await client.frames())[0]?.instructionPointerReference;
  expect(Number(after) - Number(before)).toBe(8);
});

it('stops at a breakpoint inside a call that is stepped over', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23, 45] }));
  expect(await client.untilStop(next())).toMatchObject({ reason: 'breakpoint', line: 45 });
});

it('steps over the last RET into the end', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [31] }));
  await client.untilEnd(next());
  expect(client.eventNames().slice(-2)).toEqual(['exited', 'terminated']);
});

it('runs on after a pause in an endless loop, with the outcome changed', async () => {
  const forever = program('forever.mvasm');
  await client.launch({ program: forever });
  const paused = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(paused).toMatchObject({ reason: 'pause', allThreadsStopped: true });
  expect(['main', 'tick']).toContain(paused.name);
  await client.evaluate('stop = 1', 'repl');
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('forever (pid 1) returned 3');
});

it('refuses to step before the start, and tasks that do not exist', async () => {
  await client.dc.launchRequest({ program: fib, stopOnEntry: true } as DebugProtocol.LaunchRequestArguments);
  expect(await client.failure(client.dc.continueRequest({ threadId: 1 }))).toContain('not been started yet');
  await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(await client.failure(client.dc.stepOutRequest({ threadId: 9 }))).toBe('there is no task with pid 9');
  expect(await client.untilStop(next())).toMatchObject({ reason: 'step', line: 21 });
});

it('refuses to step what runs, and pauses it afterwards', async () => {
  await client.launch({ program: program('forever.mvasm') });
  expect(await client.failure(client.dc.nextRequest({ threadId: 1 }))).toContain('running: pause it first');
  expect((await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }))).reason).toBe('pause');
});
