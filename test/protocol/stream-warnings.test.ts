/** What `events.subscribe` tells of filters that ask in vain. */

import { beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();

beforeEach(async () => {
  served.server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
});

async function subscribe(filters: JsonObject, features = ['events', 'stream_warnings']): Promise<JsonObject> {
  const client = await served.open();
  const opened = await client.request({ cmd: 'session.open', capabilities: { features } });
  const session = (opened['session'] as JsonObject)['id']!;
  const answer = await client.request({ cmd: 'events.subscribe', session, filters });
  return answer['events'] as JsonObject;
}

/** More events than are remembered. */
async function overflow(): Promise<void> {
  const client = await served.open();
  await client.request({ cmd: 'trace', pid: 1, mode: true });
  await client.request({ cmd: 'step', pid: 1, steps: 5000 });
}

it('names each category that no event has, once', async () => {
  const categories = ['task_state', 'task_wake', 'warning', 'Task_State', 'task_wake', 'constructor'];
  const { warnings } = await subscribe({ categories });
  expect(warnings).toEqual([
    'unsupported_category:task_wake',
    'unsupported_category:Task_State',
    'unsupported_category:constructor',
  ]);
});

it('tells that events since then are no longer remembered', async () => {
  await overflow();
  const since = served.server.executive.events.sequence - 4097;
  expect(await subscribe({ since_seq: since })).toMatchObject({ since_seq: since, warnings: ['seq_evicted'] });
});

it('says nothing when all came that was asked for', async () => {
  await overflow();
  const since = served.server.executive.events.sequence - 4096;
  expect(await subscribe({ since_seq: since, categories: ['trace_step'] })).not.toHaveProperty('warnings');
  expect(await subscribe({})).not.toHaveProperty('warnings');
});

it('says nothing to a session that has not asked for it', async () => {
  await overflow();
  const events = await subscribe({ since_seq: 0, categories: ['nonsense'] }, ['events']);
  expect(events).not.toHaveProperty('warnings');
});
