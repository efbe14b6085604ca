import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example } from './client';

const commands = example('command_handler.mvasm');
const filter = example('f16_filter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const texts = (variables: Record<string, { value: string }>) =>
  Object.fromEntries(Object.entries(variables).map(([name, { value }]) => [name, value]));

it('shows mailboxes, how full they are, and who waits', async () => {
  await client.untilStop(() => client.launch({ program: commands }, { [commands]: [45] }));
  const mailboxes = await client.scope('Mailboxes');
  expect(texts(mailboxes)).toMatchObject({
    'svc:stdio.out@1': '0 messages, 0 of 64 bytes',
    'app:cmdbox': '7 messages, 63 of 128 bytes',
  });
  expect(texts(await client.scope('Mailboxes/app:cmdbox'))).toMatchObject({
    capacity: '128',
    messages: '7',
    'waiting tasks': 'none',
  });
  const variablesReference = await client.reference('Mailboxes');
  const set = client.dc.setVariableRequest({ variablesReference, name: 'app:cmdbox', value: '1' });
  expect(await client.failure(set)).toBe('this is only shown and cannot be set');
});

it('shows values as fractions with their units, and sets them', async () => {
  await client.untilStop(() => client.launch({ program: filter, stopOnEntry: true }));
  expect(texts(await client.scope('Values'))).toEqual({
    'filter.sample': '0 (0x0000 degC)',
    'filter.smooth': '18 (0x4C80 degC)',
    'filter.alpha': '0.25 (0x3400)',
  });
  expect(texts(await client.scope('Values/filter.smooth'))).toEqual({
    'object id': '0x0202',
    group: 'filter',
    owner: 'task 1',
    level: 'public',
    unit: 'degC',
    minimum: '-40',
    maximum: '125',
    'smallest change': '0',
    'shortest interval': '0 ms',
  });
  const set = async (name: string, value: string) => {
    const variablesReference = await client.reference('Values');
    return (await client.dc.setVariableRequest({ variablesReference, name, value })).body.value;
  };
  expect(await set('filter.alpha', '1')).toBe('1 (0x3C00)');
  // As an editor proposes it: with what stands in brackets.
  expect(await set('filter.smooth', '19.5 (0x4C80 degC)')).toBe('19.5 (0x4CE0 degC)');
  expect(client.events.at(-1)).toMatchObject({ event: 'invalidated', body: { areas: ['variables'] } });
  expect(await client.failure(set('filter.none', '1'))).toBe('there is no value "filter.none" any more');
  expect(await client.failure(set('filter.alpha', 'one'))).toContain('"one" is neither a register nor a label');
  // With alpha 1 the filter follows the last sample.
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('returned 23');
});

it('calls a command when the user asks for it, and only then', async () => {
  await client.untilStop(() => client.launch({ program: commands, stopOnEntry: true }));
  const variables = await client.scope('Commands');
  expect(texts(variables)).toMatchObject({ 'counter.bump': 'Add one to the counter' });
  const members = await client.scope('Commands/counter.bump');
  expect(members['call']).toMatchObject({ presentationHint: { lazy: true } });
  expect(texts(members)).toMatchObject({ 'object id': '0x0301', group: 'counter', owner: 'task 1' });
  expect(await client.evaluate('counter,d')).toBe('0');
  const result = await client.variables(members['call']?.variablesReference ?? 0);
  expect(result).toMatchObject([{ name: 'result', variablesReference: 0 }]);
  expect(await client.evaluate('counter,d')).toBe('1');
  expect(await client.scope('Commands/counter.bump')).toMatchObject({ 'last result': { value: '0' } });
});

it('says why a command was not done', async () => {
  await client.untilStop(() => client.launch({ program: commands, stopOnEntry: true }));
  const call = (await client.scope('Commands/counter.quit'))['call']?.variablesReference ?? 0;
  expect(await client.failure(client.variables(call))).toBe('command "counter.quit" was not done: not permitted');
});
