import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const consumer = example('mailbox_consumer.mvasm');
const producer = example('mailbox_producer.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const threads = async () => (await client.dc.threadsRequest()).body.threads;

it('shows tasks as threads and says how each ended', async () => {
  const stop = await client.untilStop(() => client.launch({ program: [consumer, producer] }, { [producer]: [31] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, allThreadsStopped: true });
  expect(await threads()).toEqual([
    { id: 1, name: 'mailbox_consumer (pid 1)' },
    { id: 2, name: 'mailbox_producer (pid 2)' },
  ]);
  expect((await client.frames(1))[0]).toMatchObject({ name: 'cons_main' });
  expect((await client.frames(2))[0]).toMatchObject({ name: 'prod_main', line: 31 });
  await client.setBreakpoints(producer);
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 2 }));
  expect(client.output('console')).toContain(
    'mailbox_consumer (pid 1) returned 150\nmailbox_producer (pid 2) returned 5\n',
  );
  expect(client.events.find(({ event }) => event === 'exited')?.body).toEqual({ exitCode: 150 });
  const threadEvents = client.events
    .filter(({ event }) => event === 'thread')
    .map(({ body }) => `${body.reason} ${body.threadId}`);
  expect(threadEvents.slice(0, 2)).toEqual(['started 1', 'started 2']);
  expect(threadEvents.slice(2).sort()).toEqual(['exited 1', 'exited 2']);
});

it('does not call a task stopped that waits', async () => {
  await client.untilEnd(() => client.launch({ program: [consumer, producer] }));
  expect(client.eventNames()).not.toContain('stopped');
});

it('drops a task that returned from the threads', async () => {
  await client.untilStop(() => client.launch({ program: [consumer, producer] }, { [consumer]: [48] }));
  expect(await threads()).toEqual([{ id: 1, name: 'mailbox_consumer (pid 1)' }]);
});

it('sets a breakpoint in every task of the same source', async () => {
  const forever = program('forever.mvasm');
  await client.dc.launchRequest({ program: [forever, forever] } as never);
  const [breakpoint] = await client.setBreakpoints(forever, 20);
  expect(breakpoint).toMatchObject({ id: 1, verified: true });
  const first = await client.untilStop(() => client.dc.configurationDoneRequest());
  const second = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect([first.threadId, second.threadId].sort()).toEqual([1, 2]);
  expect(second.hitBreakpointIds).toEqual([1]);
});

it('keeps the addresses of tasks apart', async () => {
  await client.untilStop(() => client.launch({ program: [consumer, producer], stopOnEntry: true }));
  expect((await client.frames(2))[0]?.instructionPointerReference).toBe('0x10000');
  const { body } = await client.dc.customRequest('disassemble', { memoryReference: '0x10000', instructionCount: 1 });
  expect(body.instructions[0]).toMatchObject({ address: '0x10000', symbol: 'prod_main' });
  const set = await client.dc.customRequest('setInstructionBreakpoints', {
    breakpoints: [{ instructionReference: '0x10008' }],
  });
  expect(set.body.breakpoints).toMatchObject([{ verified: true }]);
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'instruction breakpoint', threadId: 2 });
});

it('steps one task while the others run along', async () => {
  await client.untilStop(() => client.launch({ program: [consumer, producer] }, { [producer]: [31] }));
  const step = await client.untilStop(() => client.dc.nextRequest({ threadId: 2 }));
  expect(step).toMatchObject({ reason: 'step', threadId: 2 });
  expect(client.events.find(({ event }) => event === 'continued')?.body).toEqual({
    threadId: 2,
    allThreadsContinued: true,
  });
});
