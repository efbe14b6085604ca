/** An instruction that ends its task counts as executed, and not among the steps of the task (services spec 2.6, 2.13). */

import { beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Client, JsonObject } from './client';
import { serveEachTest } from './served';

const served = serveEachTest();
let client: Client;

beforeEach(async () => {
  client = await served.open();
  served.server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
});

/** Loaded last, so its turn is first. */
const loadLast = (text: string) =>
  served.server.executive.load('end.hxe', imageBytes(`.entry main\n.text\nmain:\n${text}`));

async function tasks(): Promise<JsonObject[]> {
  const answer = await client.request({ cmd: 'ps' });
  return (answer['tasks'] as JsonObject)['tasks'] as JsonObject[];
}

it.each([
  { name: 'the last RET', text: ' RET', ended: { state: 'returned', exit_status: 0 } },
  { name: 'a fault', text: ' DIV R1, R1, R2', ended: { state: 'terminated', fault: 'div_zero' } },
])('a step of one ends with $name', async ({ text, ended }) => {
  loadLast(text);
  const { result } = await client.request({ cmd: 'step', steps: 1 });
  expect(result).toMatchObject({ executed: 1, running: false, current_pid: 2, next_pid: 1 });
  expect(await tasks()).toMatchObject([
    { pid: 1, accounted_steps: 0 },
    { pid: 2, accounted_steps: 0, ...ended },
  ]);
});

it('a longer step counts it, and goes on with the others', async () => {
  loadLast(' RET');
  const { result } = await client.request({ cmd: 'step', steps: 5 });
  expect(result).toMatchObject({ executed: 5, current_pid: 1 });
  expect(await tasks()).toMatchObject([
    { pid: 1, accounted_steps: 4 },
    { pid: 2, state: 'returned', accounted_steps: 0 },
  ]);
});

it('a step of that task alone executes it, and nothing more', async () => {
  loadLast(' RET');
  const first = await client.request({ cmd: 'step', steps: 3, pid: 2 });
  expect(first).toMatchObject({ result: { executed: 1, running: false, current_pid: 2 } });
  const second = await client.request({ cmd: 'step', steps: 1, pid: 2 });
  expect(second).toMatchObject({ result: { executed: 0 } });
  expect(await tasks()).toMatchObject([
    { pid: 1, accounted_steps: 0 },
    { pid: 2, state: 'returned' },
  ]);
});

it('with a trace the executed instructions are the same', async () => {
  loadLast(' LDI R0, 3\n RET');
  await client.request({ cmd: 'trace', pid: 2, mode: 'on' });
  const { result } = await client.request({ cmd: 'step', steps: 5, pid: 2 });
  expect(result).toMatchObject({ executed: 2 });
});
