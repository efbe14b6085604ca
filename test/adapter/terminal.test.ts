/** Programs in a terminal of the client's: here a child process, whose streams stand for what is seen and typed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';

let client: Client;
const terminals: ChildProcess[] = [];
/** Exit code and signal of each, from its start on. */
const closed: Promise<unknown[]>[] = [];

function keep(terminal: ChildProcess): void {
  terminals.push(terminal);
  closed.push(once(terminal, 'close'));
}

beforeEach(async () => {
  client = await Client.start(undefined, { supportsRunInTerminalRequest: true });
});
afterEach(async () => {
  for (const terminal of terminals.splice(0)) terminal.kill();
  closed.length = 0;
  await client.stop();
});

const echo = { program: program('echo.mvasm'), console: 'integratedTerminal' };
const exitCode = () => client.events.find(({ event }) => event === 'exited')?.body.exitCode;

/** What the client is asked for, and the terminal it opens. */
function openTerminals(): { readonly asked: DebugProtocol.RunInTerminalRequestArguments[]; screen(): string } {
  const asked: DebugProtocol.RunInTerminalRequestArguments[] = [];
  let text = '';
  client.onReverseRequest(({ command, arguments: args }) => {
    expect(command).toBe('runInTerminal');
    asked.push(args);
    const [file = '', ...rest] = args.args as string[];
    const terminal = spawn(file, rest, { env: { ...process.env, ...args.env }, cwd: args.cwd });
    terminal.stdout.on('data', (chunk) => {
      text += chunk;
    });
    keep(terminal);
    return { success: true, body: { processId: terminal.pid } };
  });
  return { asked, screen: () => text };
}

it('writes and reads there', async () => {
  const { asked, screen } = openTerminals();
  await client.launch(echo);
  expect(asked).toMatchObject([{ kind: 'integrated', title: 'HSX: echo.mvasm' }]);
  const [terminal] = terminals;
  const ended = Promise.all([closed[0]!, client.dc.waitForEvent('terminated', 15_000)]);
  terminal?.stdin?.write('first\nsecond ');
  while (!screen().includes('first')) await once(terminal!.stdout!, 'data');
  terminal?.stdin?.write('half\nquit\n');
  const [[code]] = await ended;
  expect(screen()).toBe('first\nsecond half\nquit\n');
  expect(code).toBe(0);
  expect(exitCode()).toBe(3);
  expect(client.output('stdout')).toBe('');
  expect(client.output('console')).toContain('echo (pid 1) returned 3');
});

it('shows the text that was given besides, in an external terminal', async () => {
  const { asked, screen } = openTerminals();
  await client.launch({ ...echo, console: 'externalTerminal', stdin: 'quiet\n' });
  await closed[0];
  expect(asked[0]?.kind).toBe('external');
  expect(screen()).toBe('quiet\n');
});

it('keeps its terminal over a restart', async () => {
  const { asked, screen } = openTerminals();
  const fib = { program: example('fib_frames.mvasm'), console: 'integratedTerminal' };
  await client.untilStop(() => client.launch(fib, { [fib.program]: [27] }));
  await client.untilStop(() => client.dc.restartRequest({}));
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  await closed[0];
  expect(asked).toHaveLength(1);
  expect(screen()).toBe('fib(10) = \nfib(10) = \n55\n');
});

it('ends the program when its terminal is closed', async () => {
  openTerminals();
  await client.launch(echo);
  await client.untilEnd(async () => terminals[0]?.kill());
  expect(client.output('console')).toContain('The terminal was closed, and the program with it.');
});

it('closes the terminal when the client disconnects', async () => {
  openTerminals();
  await client.launch(echo);
  await client.dc.disconnectRequest();
  expect(await closed[0]).toEqual([0, null]);
});

it('closes the terminal when the launch fails', async () => {
  openTerminals();
  const failure = client.failure(client.launch({ ...echo, stopAtLabel: 'nobody' }));
  expect(await failure).toContain('no routine or label "nobody"');
  expect(await closed[0]).toEqual([0, null]);
});

it('lets nobody in who does not know the key', async () => {
  openTerminals();
  client.onReverseRequest(({ arguments: args }) => {
    const [file = '', ...rest] = args.args as string[];
    const stranger = spawn(file, rest, { env: { ...process.env, ...args.env, HSX_TERMINAL_KEY: 'guessed' } });
    const friend = spawn(file, rest, { env: { ...process.env, ...args.env } });
    keep(stranger);
    keep(friend);
    return { success: true, body: {} };
  });
  await client.launch(echo);
  await closed[0];
  await client.untilEnd(async () => terminals[1]?.stdin?.write('quit\n'));
  expect(exitCode()).toBe(1);
});

it('says why there is no terminal', async () => {
  client.onReverseRequest(() => ({ success: false, message: 'the user said no' }));
  expect(await client.failure(client.launch(echo))).toBe(
    'launch attribute "console": the terminal was not opened: the user said no; use "internalConsole"',
  );
  const plain = await Client.start();
  onTestFinished(() => plain.stop());
  expect(await plain.failure(plain.launch(echo))).toBe(
    'launch attribute "console": this client opens no terminals; use "internalConsole"',
  );
});
