/** What docs/protocol.md says, tried out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands, features } from '../../src/protocol/contract';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client, type JsonObject } from '../protocol/client';
import { startServer } from '../protocol/server';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'protocol.md'), 'utf8');
const examples: JsonObject[] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));
const reference = new Set(['events', 'stack', 'disasm', 'symbols', 'memory', 'watch']);

let server: ExecutiveServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

it.each(Object.keys(commands))('names the command %s', (name) => {
  expect(text).toContain(`\`${name}\``);
});

it.each(features.filter((feature) => !reference.has(feature)))('names the feature %s', (feature) => {
  expect(text).toContain(`| \`${feature}\` |`);
});

it('shows requests that work', async () => {
  const client = await Client.open(server.port);
  const requests = examples.filter((example) => 'cmd' in example);
  expect(requests.length).toBeGreaterThan(1);
  for (const request of requests) expect(await client.request(request)).toMatchObject({ status: 'ok' });
  client.close();
});
