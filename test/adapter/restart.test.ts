import { copyFile, writeFile } from 'node:fs/promises';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, program } from './client';
import { ImageFolder } from './images';

let client: Client;
let folder: ImageFolder;
let source: string;

beforeEach(async () => {
  client = await Client.start();
  folder = await ImageFolder.create();
  source = `${folder.path}/forever.mvasm`;
  await copyFile(program('forever.mvasm'), source);
});
afterEach(async () => {
  await client.stop();
  await folder.remove();
});

const restart = (args?: object) => client.dc.restartRequest((args ?? {}) as DebugProtocol.RestartArguments);

it('starts anew with its breakpoints', async () => {
  await client.untilStop(() => client.launch({ program: source }, { [source]: [10] }));
  expect(await client.evaluate('count,d')).toBe('0');
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(await client.evaluate('count,d')).toBe('1');
  const stop = await client.untilStop(() => restart());
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 10, threadId: 1, hitBreakpointIds: [1] });
  expect(await client.evaluate('count,d')).toBe('0');
});

it('builds what has changed and moves the breakpoints', async () => {
  await client.untilStop(() => client.launch({ program: source }, { [source]: [10] }));
  await writeFile(source, '.entry main\n.text\nmain:\n    LDI R0, 9\n    RET\n; line 6\n; line 7\n');
  await client.untilEnd(() => restart());
  expect(client.events.find(({ event }) => event === 'breakpoint')?.body).toMatchObject({
    reason: 'changed',
    breakpoint: { id: 1, verified: false },
  });
  expect(client.output('console')).toContain('forever (pid 1) returned 9');
});

it('keeps what runs when the new program does not build', async () => {
  await client.untilStop(() => client.launch({ program: source }, { [source]: [10] }));
  await writeFile(source, '.entry main\n.text\nmain:\n    FLY\n');
  expect(await client.failure(restart())).toContain('FLY');
  expect(await client.evaluate('count,d')).toBe('0');
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(await client.evaluate('count,d')).toBe('1');
});

it('restarts a running program, with the arguments it is given', async () => {
  await client.launch({ program: source });
  const stop = await client.untilStop(() => restart({ arguments: { program: source, stopOnEntry: true } }));
  expect(stop).toMatchObject({ reason: 'entry', threadId: 1 });
  expect(await client.evaluate('count,d')).toBe('0');
});

it('terminates, and disconnects', async () => {
  await client.launch({ program: source });
  await client.untilEnd(() => client.dc.terminateRequest());
  expect(client.events.at(-1)?.event).toBe('terminated');
  await client.dc.disconnectRequest();
});

it('disconnects from a running program', async () => {
  await client.launch({ program: source });
  await client.dc.disconnectRequest();
});
