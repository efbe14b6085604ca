/** Which executive a client has come to (docs/protocol.md, feature `executive_id`). */

import { expect, it } from 'vitest';
import type { Client, JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();

async function idTold(client: Client, features: string[]): Promise<unknown> {
  const { session } = await client.request({ cmd: 'session.open', client: 'test', capabilities: { features } });
  return (session as JsonObject)['executive_id'];
}

it('is the same for every session that asks', async () => {
  const first = await idTold(await served.open(), ['executive_id']);
  expect(first).toMatch(/./);
  expect(await idTold(await served.open(), ['executive_id'])).toBe(first);
});

it('is not told to a session that has not asked', async () => {
  expect(await idTold(await served.open(), ['events'])).toBeUndefined();
});

it('is another one after a restart', async () => {
  const client = await served.open();
  const before = await idTold(client, ['executive_id']);
  await client.request({ cmd: 'restart', targets: 'vm' });
  expect(await client.next()).toBeUndefined();
  expect(await idTold(await served.open(), ['executive_id'])).not.toBe(before);
});
