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

it('shows the trace in the scope of the task, where it can be switched', async () => {
  const set = async (value: string, name = 'trace') => {
    const variablesReference = await client.reference('Task');
    return (await client.dc.setVariableRequest({ variablesReference, name, value })).body.value;
  };
  expect(await client.scope('Task/trace')).toMatchObject({ records: { value: 'none' } });
  expect(await set('on')).toBe('on');
  for (let step = 0; step < 3; step++) await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect((await client.scope('Task'))['trace']).toMatchObject({ value: 'on' });
  const records = await client.variables(await client.reference('Task/trace'));
  expect(records.map(({ name, value }) => `${name} ${value}`)).toEqual([
    '#3 0x0008 LDI32 R4, 0x00004000  R4=0x00004000',
    '#2 0x0004 MOV R7, R15  R7=0x0000FFF8',
    '#1 0x0000 PUSH R7',
  ]);
  const newest = records[0] as { valueLocationReference?: number };
  const { body } = await client.dc.customRequest('locations', { locationReference: newest.valueLocationReference });
  expect(body).toMatchObject({ source: { path: counter } });
  expect(await set('off')).toBe('off');
  expect((await client.scope('Task'))['trace']).toMatchObject({ value: 'off' });
  expect(await client.failure(set('sometimes'))).toContain('a trace is "on" or "off"');
  expect(await client.failure(set('7', 'priority'))).toContain('only shown');
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
