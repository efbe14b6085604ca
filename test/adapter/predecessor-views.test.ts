/** What the views of the predecessor showed, in the places that docs/attach.md names. */

import { beforeEach, expect, it } from 'vitest';
import { Client, program } from './client';

const counter = program('counter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.inTest();
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
});

const type = (line: string) => client.evaluate(line, 'repl');

it('switches the trace on and off, and shows its last records', async () => {
  await type('trace on');
  for (let step = 0; step < 3; step++) await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  const records = await type('trace records 30');
  for (const pc of ['0x0000', '0x0004', '0x0008']) expect(records).toContain(pc);
  await type('trace off');
  await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect(await type('trace records 30')).toBe(records);
});

it('dumps memory from any address, with its characters', async () => {
  expect(await type('mem dump letter 0x401C')).toMatch(/^0x4018.*\b41 07\b.*A/m);
});

it('shows the words of the stack, and registers as a group', async () => {
  await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  const stack = await client.scope('Stack');
  expect(Object.keys(stack).length).toBeGreaterThan(0);
  expect(Object.keys(await client.scope('Registers'))).toEqual(expect.arrayContaining(['R0', 'R15']));
});
