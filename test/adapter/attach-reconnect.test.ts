/** What a session has after its executive was killed and restarted: all that its user had set. */

import { expect, it, onTestFinished } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');

/** Stands at the entry of a task in another process. */
async function attached(features = {}): Promise<{ client: Client; execd: Execd }> {
  const execd = await Execd.start(forever);
  onTestFinished(() => execd.kill());
  const client = await Client.inTest(undefined, features);
  await client.untilStop(() => client.attach({ port: execd.port, pid: 1 }));
  return { client, execd };
}

const goOn = (client: Client) => client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));

it('has data breakpoints, with their conditions', async () => {
  const { client, execd } = await attached();
  const { body } = await client.dc.customRequest('dataBreakpointInfo', { name: 'count' });
  const watched = { dataId: body.dataId, accessType: 'write', condition: 'count == 3' };
  await client.dc.customRequest('setDataBreakpoints', { breakpoints: [watched] });
  const met = { reason: 'data breakpoint', name: 'main', line: 12, hitBreakpointIds: [1] };
  expect(await goOn(client)).toMatchObject(met);
  await client.untilStop(() => execd.restart());
  expect(await client.evaluate('count,d')).toBe('0');
  expect(await goOn(client)).toMatchObject(met);
  expect(await client.evaluate('count,d')).toBe('3');
});

it('has conditions, hit counts, messages and stops at functions', async () => {
  const { client, execd } = await attached();
  const breakpoints = [
    { line: 12, condition: 'R1 == 2' },
    { line: 13, hitCondition: '4' },
    { line: 14, logMessage: 'round {R1,d}' },
  ];
  await client.dc.setBreakpointsRequest({ source: { path: forever }, breakpoints });
  const stops = async () => [await goOn(client), await goOn(client)].map(({ line }) => line);
  expect(await stops()).toEqual([12, 13]);
  await client.untilStop(() => execd.restart());
  expect(await stops()).toEqual([12, 13]);
  expect(client.output('console').match(/round \d/g)).toEqual([
    'round 1',
    'round 2',
    'round 3',
    'round 1',
    'round 2',
    'round 3',
  ]);
  await client.setBreakpoints(forever);
  await client.dc.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'tick' }] });
  await client.untilStop(() => execd.restart());
  expect(await goOn(client)).toMatchObject({ reason: 'function breakpoint', name: 'tick' });
});

it('has exception filters and what the console watches', async () => {
  const { client, execd } = await attached();
  await client.dc.setExceptionBreakpointsRequest({ filters: ['exit'] });
  expect(await client.evaluate('watch add 1 count', 'repl')).toContain('count');
  await client.untilStop(() => execd.restart());
  expect(await client.evaluate('watch list 1', 'repl')).toContain('count');
  await client.dc.customRequest('setExpression', { expression: 'stop', value: '1' });
  expect(await goOn(client)).toMatchObject({ reason: 'exception', threadId: 1 });
});

it('told how long the way back took, as progress', async () => {
  const { client, execd } = await attached({ supportsProgressReporting: true });
  await client.untilStop(() => execd.restart());
  const progress = client.events.filter(({ event }) => event.startsWith('progress'));
  const place = `127.0.0.1:${execd.port}`;
  expect(progress).toMatchObject([
    { event: 'progressStart', body: { progressId: 'reconnect-1', message: `Reconnecting to ${place}` } },
    { event: 'progressEnd', body: { progressId: 'reconnect-1' } },
  ]);
  const [started, ended] = progress.map((event) => client.events.indexOf(event));
  const stopped = client.events.findLastIndex(({ event }) => event === 'stopped');
  expect(started).toBeLessThan(ended ?? 0);
  expect(ended).toBeLessThan(stopped);
});
