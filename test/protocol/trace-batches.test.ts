/** Traces as single events and in batches, of the same instructions. */

import { beforeEach, expect, it } from 'vitest';
import type { ExecutiveEvent } from '../../src/executive/events';
import { imageBytes } from '../../src/executive/program.testing';
import { tcpConnections } from '../../src/platform/node/tcp-connection';
import { connectExecutive } from '../../src/protocol/remote/connect';
import { isTraceBatch, type TraceBatch, traceEventsOf } from '../../src/protocol/trace-batch';
import type { Client, JsonObject } from './client';
import { serveEachTest } from './served';

/** Loads, stores, calls, flags, and a service. */
const BUSY = `.entry main
.text
main:
    LDI R1, 1
    LDI32 R5, count
again:
    LD R2, [R5+0]
    ADD R2, R2, R1
    ST [R5+0], R2
    CALL compare
    SVC 0x000
    JMP again
compare:
    LDB R3, [R5+1]
    CMP R3, R1
    RET
.data
count: .word 250
`;
const STEPS = 3000;

const served = serveEachTest();

beforeEach(async () => {
  for (const name of ['one.hxe', 'two.hxe']) served.server.executive.load(name, imageBytes(BUSY));
});
async function subscriber(...features: string[]): Promise<Client> {
  const client = await served.open();
  const capabilities = { features: ['events', ...features], max_events: 2048 };
  const opened = await client.request({ cmd: 'session.open', capabilities });
  const session = (opened['session'] as JsonObject)['id']!;
  await client.request({ cmd: 'events.subscribe', session, filters: { categories: ['trace_step'] } });
  return client;
}

/** What comes until the event with this number. */
async function eventsUntil(client: Client, last: number): Promise<{ seq: number; type: string }[]> {
  const events: { seq: number; type: string }[] = [];
  await client.until((event) => {
    events.push(event as never);
    return event['seq'] === last;
  });
  return events;
}

async function run(): Promise<number> {
  const client = await served.open();
  for (const pid of [1, 2]) await client.request({ cmd: 'trace', pid, mode: true });
  let last = 0;
  served.server.executive.events.listen(({ type, seq }) => {
    if (type === 'trace_step') last = seq;
  });
  await client.request({ cmd: 'step', pid: 1, steps: STEPS });
  await client.request({ cmd: 'step', steps: 40 });
  return last;
}

const untimed = ({ ts: _ts, ...event }: ExecutiveEvent) => event;

it('tell the same, in a fifth of the bytes', async () => {
  const single = await subscriber();
  const batched = await subscriber('trace_batches');
  const last = await run();
  const events = await eventsUntil(single, last);
  const told = await eventsUntil(batched, last);
  const batches = told.filter((event): event is TraceBatch => isTraceBatch(event));
  expect(batches.length).toBeGreaterThan(STEPS / 600);
  const expanded = told.flatMap((event) => (isTraceBatch(event) ? traceEventsOf(event) : [event as ExecutiveEvent]));
  expect(expanded.map(untimed)).toEqual((events as ExecutiveEvent[]).map(untimed));
  expect(JSON.stringify(told).length).toBeLessThan(JSON.stringify(events).length / 5);
  expect(events.every(({ type }) => type === 'trace_step')).toBe(true);
});

it('reach a listener of the client library as single events', async () => {
  const remote = await connectExecutive({
    connect: tcpConnections({ host: '127.0.0.1', port: served.server.port }),
    client: 'test',
  });
  const single = await subscriber();
  const heard: ExecutiveEvent[] = [];
  const last = new Promise<number>((resolve) => {
    remote.client.onEvent((event) => {
      if (event.type === 'trace_step') heard.push(event);
      if (heard.length === STEPS) resolve(event.seq);
    });
  });
  await remote.client.request('trace', { pid: 1, mode: true });
  await remote.client.request('step', { pid: 1, steps: STEPS });
  const events = await eventsUntil(single, await last);
  expect(heard.map(untimed)).toEqual((events as ExecutiveEvent[]).map(untimed));
  await remote.client.close();
});

it('are left out of the answer to a step where that is asked for', async () => {
  const client = await served.open();
  await client.request({ cmd: 'trace', pid: 1, mode: true });
  const listed = await client.request({ cmd: 'step', pid: 1, steps: 5 });
  const untraced = await client.request({ cmd: 'step', pid: 1, steps: 5, untraced: true });
  expect(listed).toMatchObject({ result: { executed: 5, events: { length: 5 } } });
  expect(untraced).toMatchObject({ result: { executed: 5, events: [] } });
});
