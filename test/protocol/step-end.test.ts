/** A `step` counts completed instructions (docs/compatibility.md): the RET that ends a task is none. */

import { beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Client, JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();
let client: Client;

beforeEach(async () => {
  const { server } = served;
  client = await served.open();
  server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
  // Loaded last, so its turn is first.
  server.executive.load('end.hxe', imageBytes('.entry main\n.text\nmain:\n RET'));
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
