/** A `step` counts completed instructions (docs/compatibility.md): the RET that ends a task is none. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client, type JsonObject } from './client';
import { startServer } from './server';

let server: ExecutiveServer;
let client: Client;

beforeEach(async () => {
  server = await startServer();
  client = await Client.open(server.port);
  server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
  // Loaded last, so its turn is first.
  server.executive.load('end.hxe', imageBytes('.entry main\n.text\nmain:\n RET'));
});

afterEach(async () => {
  client.close();
  await server.close();
});

async function tasks(): Promise<JsonObject[]> {
  const answer = await client.request({ cmd: 'ps' });
  return (answer['tasks'] as JsonObject)['tasks'] as JsonObject[];
}

it('goes on with the next task after the one that has ended', async () => {
  const { result } = await client.request({ cmd: 'step', steps: 1 });
  expect(result).toMatchObject({ executed: 1, current_pid: 1 });
  expect(await tasks()).toMatchObject([
    { pid: 1, accounted_steps: 1 },
    { pid: 2, state: 'returned', accounted_steps: 0 },
  ]);
});

it('of that task alone completes nothing', async () => {
  const { result } = await client.request({ cmd: 'step', steps: 1, pid: 2 });
  expect(result).toMatchObject({ executed: 0, running: false, current_pid: 2 });
  expect(await tasks()).toMatchObject([
    { pid: 1, accounted_steps: 0 },
    { pid: 2, state: 'returned' },
  ]);
});
