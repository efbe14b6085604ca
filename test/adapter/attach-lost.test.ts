/** An executive that stops answering while its task runs: for a while, and for good. */

import { expect, it, onTestFinished } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');
/** Milliseconds: the adapter waits for an answer, then tries for a minute to connect. */
const LONG = 110_000;

/** A session with a task that runs in an executive which then hangs. */
async function hanging(): Promise<{ client: Client; execd: Execd }> {
  const execd = await Execd.start(forever);
  onTestFinished(() => execd.kill());
  await execd.ask('clock', { op: 'start' });
  const client = await Client.start();
  onTestFinished(() => client.stop());
  await client.attach({ port: execd.port, pid: 1 });
  await client.evaluate('count');
  execd.freeze();
  return { client, execd };
}

it.concurrent('takes a running task up again when its executive goes on', { timeout: LONG }, async () => {
  const { client, execd } = await hanging();
  client.dc.defaultTimeout = LONG;
  expect(await client.failure(client.evaluate('count'))).toMatch(/did not answer '\w+' within 10 s/);
  execd.thaw();
  await client.untilOutput('again.');
  await client.untilStop(() => client.setBreakpoints(forever, 13));
  expect((await client.frames())[0]).toMatchObject({ name: 'main', line: 13 });
});

it.concurrent('ends in words when nobody has answered for a minute', { timeout: LONG }, async () => {
  const { client } = await hanging();
  client.dc.defaultTimeout = LONG;
  await client.untilEnd(() => client.failure(client.evaluate('count')));
  expect(client.output('console')).toContain('trying again for a minute');
  expect(client.output()).toContain('is lost for good');
  await client.leave();
});
