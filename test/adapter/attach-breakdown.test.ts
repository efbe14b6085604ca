/** An executive that hangs or talks nonsense in the middle of a session, and an adapter that is killed. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';
import { Wire } from './wire';

const forever = program('forever.mvasm');
let client: Client;
let execd: Execd;
let wire: Wire;

beforeEach(async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  wire = await Wire.to(execd.port);
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await wire.close();
  await execd.kill();
});

/** Stands at line 13. */
const attach = () => client.untilStop(() => client.attach({ port: wire.port, pid: 1 }, { [forever]: [13] }));
const goOn = () => client.dc.continueRequest({ threadId: 1 });
const count = async () => Number(await client.evaluate('count,d'));

/** The session is whole again after what happened. */
async function expectWholeSession(): Promise<void> {
  await client.untilOutput('again.');
  const before = await count();
  expect(await client.untilStop(goOn)).toMatchObject({ reason: 'breakpoint', line: 13 });
  expect(await count()).toBe(before + 1);
}

it('says that an executive does not answer, and goes on with it when it does again', async () => {
  await attach();
  execd.freeze();
  expect(await client.failure(client.evaluate('count'))).toMatch(/did not answer '\w+' within 10 s/);
  expect(client.output('console')).toContain('trying again for a minute');
  expect(await client.failure(client.evaluate('count'))).toBe('the connection to the executive is lost');
  execd.thaw();
  await expectWholeSession();
});

it('takes up the session again after an answer that is none', async () => {
  await attach();
  wire.alter(() => '<html>502 Bad Gateway</html>\n');
  const failure = await client.failure(client.evaluate('count'));
  wire.alter();
  expect(failure).toMatch(/was answered with "<html>502 Bad Gateway/);
  await expectWholeSession();
});

it('takes up the session again when the wire is cut in the middle of an answer', async () => {
  await attach();
  wire.alter((text) => {
    setImmediate(() => wire.cut());
    return text.slice(0, 10);
  });
  const failure = await client.failure(client.evaluate('count'));
  wire.alter();
  expect(failure).toContain('the connection to the executive broke');
  await expectWholeSession();
});

it('waits for answers that come late, and in pieces', async () => {
  await attach();
  wire.alter(async (text) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return text;
  });
  const before = await count();
  expect(await client.untilStop(goOn)).toMatchObject({ reason: 'breakpoint', line: 13 });
  expect(await count()).toBe(before + 1);
  expect(client.output()).not.toContain('lost');
});

it('leaves the task to others, and lets it go on, when the adapter is killed', async () => {
  await client.untilStop(() => client.attach({ port: execd.port, pid: 1, heartbeat: 5 }, { [forever]: [13] }));
  expect(await execd.clockRuns()).toBe(false);
  await client.kill();
  while ((await execd.sessions()).length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await execd.clockRuns()).toBe(true);
  expect((await execd.tasks())[0]?.state).not.toBe('paused');
});
