/** What is used of the limits of a profile (docs/protocol.md, feature `resource_usage`). */

import { expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Client, JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();
const spin = imageBytes('.entry main\n.text\nmain:\n JMP main');

async function sessionWith(client: Client, features: string[]): Promise<JsonObject> {
  const { session } = await client.request({ cmd: 'session.open', client: 'test', capabilities: { features } });
  return { session: (session as JsonObject)['id']! };
}

async function told(client: Client, session: JsonObject): Promise<JsonObject> {
  const { info } = await client.request({ cmd: 'info', ...session });
  return info as JsonObject;
}

it('is told by a command and with the state of the executive, and follows what is loaded and killed', async () => {
  const client = await served.open();
  const session = await sessionWith(client, ['resource_usage']);
  const counts = async (): Promise<unknown[]> => {
    const { resources } = await client.request({ cmd: 'resource_usage', ...session });
    expect((await told(client, session))['resources']).toEqual(resources);
    const { tasks, mailboxes, code_bytes: code } = resources as Record<string, JsonObject>;
    return [tasks!['used'], mailboxes!['used'], code!['used']];
  };
  expect(await counts()).toEqual([0, 0, 0]);
  served.server.executive.load('spin.hxe', spin);
  expect(await counts()).toEqual([1, 4, 4]);
  await client.request({ cmd: 'kill', pid: 1, ...session });
  expect(await counts()).toEqual([0, 0, 0]);
});

it('is not told to a session that has not asked, nor to somebody without one', async () => {
  const client = await served.open();
  for (const session of [await sessionWith(client, ['events']), {}]) {
    expect(await told(client, session)).not.toHaveProperty('resources');
    expect(await client.request({ cmd: 'resource_usage', ...session })).toMatchObject({
      error: 'unknown_cmd:resource_usage',
    });
  }
});

it('is told to observers', async () => {
  const client = await served.open();
  const { session } = await client.request({
    cmd: 'session.open',
    role: 'observer',
    capabilities: { features: ['resource_usage'] },
  });
  const { id } = session as JsonObject;
  expect(await client.request({ cmd: 'resource_usage', session: id! })).toMatchObject({
    resources: { tasks: { used: 0, limit: 14, usage_pct: 0 } },
  });
});
