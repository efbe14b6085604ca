import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

it('shows what was printed before it tells a stop', async () => {
  const fib = example('fib_frames.mvasm');
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [27] }));
  const names = client.events.map(({ event, body }) => (body?.category === 'stdout' ? 'stdout' : event));
  expect(names.slice(-2)).toEqual(['stdout', 'stopped']);
  expect(client.output('stdout')).toBe('fib(10) = \n');
});

it('stays usable when a program floods the console', async () => {
  await client.launch({ program: program('flood.mvasm') });
  await client.untilOutput('characters of output left out');
  const paused = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(paused.reason).toBe('pause');
  expect(client.output('stdout').length).toBeLessThan(3 * 64 * 1024);
  expect(client.output('console')).toMatch(/\[\d+ characters of output left out: the program writes more than 64 KiB/);
  await client.dc.terminateRequest();
});
