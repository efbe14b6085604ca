/** Sessions that a client is asked to start beside the first: here each a client with an adapter of its own. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';
import { Execd } from './execd';

const forever = program('forever.mvasm');
const counter = program('counter.mvasm');

type Asked = DebugProtocol.StartDebuggingRequestArguments;

/** A client that keeps what it is asked to start, and answers with `success`. */
async function starter(
  success = true,
): Promise<{ client: Client; asked: Asked[]; untilAsked(count: number): Promise<void> }> {
  const client = await Client.inTest(undefined, { supportsStartDebuggingRequest: true });
  const asked: Asked[] = [];
  let told = (): void => {};
  client.onReverseRequest(({ command, arguments: args }) => {
    expect(command).toBe('startDebugging');
    asked.push(args);
    told();
    return success ? { success } : { success, message: 'not now' };
  });
  const untilAsked = async (count: number): Promise<void> => {
    while (asked.length < count) {
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    }
  };
  return { client, asked, untilAsked };
}

it('debugs two executives from one configuration', async () => {
  const [first, second] = [await Execd.start(counter), await Execd.start(forever)];
  onTestFinished(async () => {
    await first.kill();
    await second.kill();
  });
  await second.ask('clock', { op: 'start' });
  const { client, asked, untilAsked } = await starter();
  const also = [{ port: second.port, pid: 1, stopOnEntry: true }];
  await client.untilStop(() => client.attach({ port: first.port, pid: 1, cwd: '/there', also }));
  await untilAsked(1);
  expect(asked).toEqual([
    {
      request: 'attach',
      configuration: { name: `127.0.0.1:${second.port}`, cwd: '/there', port: second.port, pid: 1, stopOnEntry: true },
    },
  ]);
  const child = await Client.inTest();
  const stop = await child.untilStop(() => child.attach(asked[0]!.configuration));
  expect(stop).toMatchObject({ reason: 'pause', threadId: 1 });
  expect((await child.frames())[0]?.source?.path).toBe(forever);
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
  expect((await child.frames()).length).toBeGreaterThan(0);
});

it('launches and attaches beside a launch, with the folder and formats of that', async () => {
  const { client, asked, untilAsked } = await starter();
  const also = [
    { name: 'the other', program: example('fib_frames.mvasm'), numberFormat: 'decimal' },
    { request: 'attach', host: 'far.example', port: '9000', cwd: '/elsewhere' },
  ];
  const common = { cwd: '/here', noDebug: true, numberFormat: 'hex' };
  await client.untilEnd(async () => {
    await client.launch({ program: counter, also, ...common });
    await untilAsked(2);
  });
  expect(asked).toEqual([
    { request: 'launch', configuration: { ...common, ...also[0] } },
    { request: 'attach', configuration: { name: 'far.example:9000', ...common, ...also[1] } },
  ]);
});

it('goes on when the client starts no sessions, or not this one, and says so', async () => {
  const refused = await starter(false);
  await refused.client.launch({ program: forever, also: [{ request: 'attach', port: 9000 }] });
  await refused.client.untilOutput('The session "127.0.0.1:9000" was not started: not now');

  const plain = await Client.inTest();
  await plain.launch({ program: forever, also: [{ program: counter }] });
  await plain.untilOutput('This client starts no further sessions: start those in "also" by yourself.');
  expect((await plain.dc.threadsRequest()).body.threads).toHaveLength(1);
});

it('refuses configurations that cannot be, before anything is started', async () => {
  const client = await Client.inTest();
  const failure = (also: unknown) => client.failure(client.launch({ program: counter, also }));
  expect(await failure(5)).toContain('launch attribute "also" must be a list of configurations');
  expect(await failure([{}])).toContain('launch attribute "program" is missing');
  expect(await failure([{ request: 'attach', port: 0 }])).toContain(
    'attach attribute "port" must lie between 1 and 65535',
  );
  expect(await failure([{ program: counter, fly: 1 }])).toContain('unknown launch attribute "fly"');
  await client.untilEnd(() => client.launch({ program: counter }));
});

it('tells what is debugged', async () => {
  const execd = await Execd.start(counter);
  onTestFinished(() => execd.kill());
  const [launched, attached] = [await Client.inTest(), await Client.inTest()];
  await launched.untilEnd(() => launched.launch({ program: counter }));
  const processOf = ({ events }: Client) => events.find(({ event }) => event === 'process')?.body;
  expect(processOf(launched)).toEqual({ name: counter, isLocalProcess: true, startMethod: 'launch', pointerSize: 16 });
  await attached.untilStop(() => attached.attach({ port: execd.port }));
  const name = `127.0.0.1:${execd.port}`;
  expect(processOf(attached)).toEqual({ name, isLocalProcess: true, startMethod: 'attach', pointerSize: 16 });
});
