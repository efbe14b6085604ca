import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const breaks = program('breaks.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const goOn = () => client.dc.continueRequest({ threadId: 1 });
const launch = (path: string) => client.dc.launchRequest({ program: path } as DebugProtocol.LaunchRequestArguments);
const start = () => client.untilStop(() => client.dc.configurationDoneRequest());
const filter = (filters: string[], filterOptions: DebugProtocol.ExceptionFilterOptions[] = []) =>
  client.dc.customRequest('setExceptionBreakpoints', { filters, filterOptions });

it('passes what has no filter; the task ends by its fault', async () => {
  await launch(breaks);
  await filter([]);
  await client.untilEnd(() => client.dc.configurationDoneRequest());
  expect(client.eventNames()).not.toContain('stopped');
  expect(client.output('console')).toContain('breaks (pid 1) was ended by a fault: memory access beyond 0xFFFF');
});

it('stops at the class that was chosen', async () => {
  await launch(breaks);
  await filter(['mem_fault']);
  expect(await start()).toMatchObject({ reason: 'exception', line: 10 });
  expect((await client.dc.customRequest('exceptionInfo', { threadId: 1 })).body).toMatchObject({
    exceptionId: 'memory access beyond 0xFFFF',
    details: { typeName: 'mem_fault' },
  });
});

it('asks the condition of a filter', async () => {
  await launch(breaks);
  const { body } = await filter(
    [],
    [
      { filterId: 'brk', condition: 'R1 == 2' },
      { filterId: 'mem_fault', condition: 'R2 == 2' },
      { filterId: 'brk', condition: 'R1 ==' },
      { filterId: 'comet' },
    ],
  );
  expect(body.breakpoints).toMatchObject([
    { verified: true },
    { verified: true },
    { verified: false, message: expect.stringContaining('the expression ends') },
    { verified: false, message: 'there is no exception filter "comet"' },
  ]);
  expect(await start()).toMatchObject({ reason: 'exception', line: 10 });
});

it('stops at the end of a task, which can still be looked at', async () => {
  await launch(program('counter.mvasm'));
  await filter(['exit']);
  expect(await start()).toMatchObject({ reason: 'exception', description: 'The task has ended', line: 24 });
  expect(await client.evaluate('total,d')).toBe('55');
  expect((await client.dc.customRequest('exceptionInfo', { threadId: 1 })).body).toMatchObject({ exceptionId: 'exit' });
  await client.untilEnd(goOn);
  expect(client.eventNames().slice(-3)).toEqual(['thread', 'exited', 'terminated']);
});

it('keeps filters over a restart', async () => {
  await launch(breaks);
  await filter(['mem_fault']);
  await start();
  const stop = await client.untilStop(() => client.dc.customRequest('restart', {}));
  expect(stop).toMatchObject({ reason: 'exception', line: 10 });
});

it('runs one task while the other is held', async () => {
  const pair = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm')];
  await client.untilStop(() => client.launch({ program: pair, stopOnEntry: true }));
  const pcOf = async (threadId: number) => (await client.frames(threadId))[0]?.instructionPointerReference;
  const before = await pcOf(1);
  const producer = pair[1]!;
  const { body } = await client.dc.setBreakpointsRequest({ source: { path: producer }, breakpoints: [{ line: 30 }] });
  expect(body.breakpoints[0]?.verified).toBe(true);
  const stop = await client.untilStop(async () => {
    const answer = await client.dc.continueRequest({ threadId: 2, singleThread: true });
    expect(answer.body.allThreadsContinued).toBe(false);
  });
  expect(stop).toMatchObject({ threadId: 2, reason: 'breakpoint', line: 30 });
  expect(await pcOf(1)).toBe(before);
  const step = await client.untilStop(() => client.dc.nextRequest({ threadId: 1, singleThread: true }));
  expect(step).toMatchObject({ threadId: 1, reason: 'step' });
  expect(await pcOf(1)).not.toBe(before);
  expect((await client.frames(2))[0]).toMatchObject({ line: 30 });
  await client.dc.setBreakpointsRequest({ source: { path: producer }, breakpoints: [] });
  await client.untilEnd(goOn);
  expect(client.output('console')).toContain('mailbox_consumer (pid 1) returned 150');
});

it('meets a breakpoint at which a task was held', async () => {
  const pair = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm')];
  await client.untilStop(() => client.launch({ program: pair, stopOnEntry: true }));
  const consumer = pair[0]!;
  const [frame] = await client.frames(1);
  await client.dc.setBreakpointsRequest({ source: { path: consumer }, breakpoints: [{ line: frame?.line ?? 0 }] });
  await client.untilStop(() => client.dc.nextRequest({ threadId: 2, singleThread: true }));
  expect(await client.untilStop(() => client.dc.continueRequest({ threadId: 2 }))).toMatchObject({
    threadId: 1,
    reason: 'breakpoint',
  });
});

it('ends single tasks', async () => {
  const pair = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm')];
  await client.untilStop(() => client.launch({ program: pair, stopOnEntry: true }));
  await client.dc.customRequest('terminateThreads', { threadIds: [1] });
  const { body } = await client.dc.threadsRequest();
  expect(body.threads.map(({ id }) => id)).toEqual([2]);
  await client.untilEnd(() => client.dc.customRequest('terminateThreads', { threadIds: [2] }));
});

it('sets the next statement', async () => {
  const fib = example('fib_frames.mvasm');
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  const { body } = await client.dc.customRequest('gotoTargets', { source: { path: fib }, line: 29 });
  expect(body.targets).toMatchObject([{ label: 'fib_main, line 29', line: 29 }]);
  const stop = await client.untilStop(() =>
    client.dc.customRequest('goto', { threadId: 1, targetId: body.targets[0].id }),
  );
  expect(stop).toMatchObject({ reason: 'goto', line: 29 });
  const failure = client.failure(client.dc.customRequest('gotoTargets', { source: { path: fib }, line: 33 }));
  expect(await failure).toContain('line 33 has no code to go to');
});

it('steps into the call that was chosen', async () => {
  const fib = example('fib_frames.mvasm');
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  const [frame] = await client.frames();
  const { body } = await client.dc.customRequest('stepInTargets', { frameId: frame?.id });
  expect(body.targets).toMatchObject([{ label: 'fib', line: 23 }]);
  const stop = await client.untilStop(() => client.dc.stepInRequest({ threadId: 1, targetId: body.targets[0].id }));
  expect(stop).toMatchObject({ reason: 'step', name: 'fib', line: 35 });
});
