/** Requests that take long: how they fare, and how a client calls them off. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { program } from './client';
import { Recorder } from './transcripts/recorder';
import type { Message } from './transcripts/schema';

const forever = program('forever.mvasm');
let client: Recorder;

beforeEach(async () => {
  client = new Recorder();
  await client.request('initialize', { adapterID: 'hsx', supportsProgressReporting: true });
});
afterEach(() => client.stop());

/** Sends a request; its answer is waited for later. */
function ask(command: string, args: object): { seq: number; answer: Promise<Message> } {
  const answer = client.request(command, args);
  return { seq: client.messages.at(-1)?.seq ?? 0, answer };
}

const type = (expression: string) => ask('evaluate', { expression, context: 'repl' });

async function launch(): Promise<void> {
  await client.request('launch', { program: forever, stopOnEntry: true });
  await client.request('configurationDone');
  await client.event('stopped');
}

it('tells how a launch fares', async () => {
  const { seq, answer } = ask('launch', { program: forever });
  const progressId = `request-${seq}`;
  expect((await client.event('progressStart'))['body']).toEqual({
    ...{ progressId, title: 'Building', requestId: seq },
    ...{ cancellable: true, percentage: 0 },
  });
  expect((await client.event('progressUpdate'))['body']).toMatchObject({ progressId, message: 'forever.mvasm' });
  expect((await client.event('progressEnd'))['body']).toEqual({ progressId });
  expect(await answer).toMatchObject({ success: true });
});

it('calls a launch off, after which another one can follow', async () => {
  const { seq, answer } = ask('launch', { program: forever });
  await client.request('cancel', { requestId: seq });
  expect(await answer).toMatchObject({ success: false, message: 'cancelled', body: { error: { showUser: false } } });
  await launch();
});

it('calls off a long step, which then stops where it is', async () => {
  await launch();
  const { seq, answer } = type('step 4000000000');
  const { body } = await client.event('progressStart');
  expect(body).toMatchObject({ requestId: seq, title: 'Executing 4000000000 instructions' });
  await client.event('progressUpdate');
  expect(await client.request('cancel', { progressId: `request-${seq}` })).toMatchObject({ success: true });
  expect((await answer)['body']).toMatchObject({ result: expect.stringMatching(/^\d+00000 executed\.$/) });
  expect((await client.event('stopped'))['body']).toMatchObject({ reason: 'step' });
});

it('calls off a request that waits for another one', async () => {
  await launch();
  const long = type('step 4000000000');
  await client.event('progressStart');
  const waits = type('R1');
  await client.request('cancel', { requestId: waits.seq });
  await client.request('cancel', { requestId: long.seq });
  expect(await long.answer).toMatchObject({ success: true });
  expect(await waits.answer).toMatchObject({ success: false, message: 'cancelled' });
  expect(await type('R1').answer).toMatchObject({ success: true });
});

it('passes over what has been answered', async () => {
  await launch();
  const { seq, answer } = type('R1');
  await answer;
  expect(await client.request('cancel', { requestId: seq })).toMatchObject({ success: true });
});
