/** What docs/protocol.md says, tried out. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
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
  server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n LDI R1, 1\nagain:\n JMP again'));
});
afterAll(() => server.close());

const [, table = ''] = /## Commands\n([\s\S]*?)\n## /.exec(text) ?? [];
/** What stands behind each command in the table: nothing, a star, or in which cases there is one. */
const stars = new Map(
  [...table.matchAll(/`([a-z_.]+)`(\\\*)?( \(\\\*[^)]*\))?/g)].map(([, name = '', star, cases]) => [
    name,
    star ? 'always' : cases ? 'sometimes' : 'never',
  ]),
);

it.each(Object.entries(commands))('tells of the command %s whether a lock keeps others from it', (name, { rules }) => {
  const { locked } = rules as { locked?: unknown };
  expect(stars.get(name)).toBe(typeof locked === 'function' ? 'sometimes' : locked === true ? 'always' : 'never');
});

it.each(features.filter((feature) => !reference.has(feature)))('names the feature %s', (feature) => {
  expect(text).toContain(`| \`${feature}\` |`);
});

it('shows requests that work', async () => {
  const client = await Client.open(server.port);
  const requests = examples.filter((example) => 'cmd' in example);
  expect(requests.length).toBeGreaterThan(1);
  for (const request of requests) {
    const answer = await client.request(request);
    expect(answer).toMatchObject({ status: 'ok' });
    // Its lock would keep the others out.
    const { id } = (answer['session'] ?? {}) as JsonObject;
    if (id !== undefined) await client.request({ cmd: 'session.close', session: id });
  }
  client.close();
});

it('shows a command of bash that works', async () => {
  const [, command = ''] = /```bash\n([\s\S]*?)```/.exec(text) ?? [];
  const [, answer] = /answers `(.*)`\./.exec(text) ?? [];
  const script = command.replace('9998', String(server.port));
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { encoding: 'utf8' });
  expect(stdout).toBe(`${answer}\n`);
});
