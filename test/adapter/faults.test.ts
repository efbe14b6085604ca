/** Clients that vanish: whatever the adapter was doing, its process ends by itself, and what it started with it. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { example, program } from './client';
import { ImageFolder } from './images';

const script = join(import.meta.dirname, '..', '..', 'dist', 'adapter.js');
let adapter: ChildProcessWithoutNullStreams;
let ended: Promise<unknown[]>;
let complaints = '';
let heard = '';

beforeEach(() => {
  adapter = spawn(process.execPath, [script]);
  ended = once(adapter, 'exit');
  complaints = '';
  heard = '';
  adapter.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  adapter.stdout.on('data', (chunk) => {
    heard += chunk;
  });
  // The pipe breaks when the adapter ends first.
  adapter.stdin.on('error', () => undefined);
});
afterEach(() => {
  adapter.kill('SIGKILL');
});

let seq = 0;
function send(command: string, args: object = {}): void {
  const body = JSON.stringify({ seq: ++seq, type: 'request', command, arguments: args });
  adapter.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function untilHeard(text: string): Promise<void> {
  while (!heard.includes(text)) await once(adapter.stdout, 'data');
}

function start(args: object): void {
  send('initialize', { adapterID: 'hsx', pathFormat: 'path', supportsRunInTerminalRequest: true });
  send('launch', args);
  send('configurationDone');
}

const flood = { program: program('flood.mvasm') };

it('ends when its client vanishes in the middle of a message', async () => {
  start(flood);
  await untilHeard('"output"');
  adapter.stdin.end('Content-Length: 500\r\n\r\n{"seq":9,"type":"requ');
  expect(await ended).toEqual([0, null]);
  expect(complaints).toBe('');
});

it('ends when its client vanishes while requests are under way', async () => {
  start({ program: example('fib_frames.mvasm'), stopOnEntry: true });
  for (let request = 0; request < 20; request++) send('stackTrace', { threadId: 1 });
  adapter.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(complaints).toBe('');
});

it('ends when nobody reads what it says any more', async () => {
  start(flood);
  await untilHeard('"output"');
  adapter.stdout.destroy();
  adapter.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(complaints).toBe('');
});

it('ends while its client has not opened the terminal that it was asked for', async () => {
  start({ ...flood, console: 'integratedTerminal' });
  await untilHeard('"runInTerminal"');
  adapter.stdin.end();
  expect(await ended).toEqual([0, null]);
});

it('ends by a signal, and what was stored is there', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const persist = join(folder.path, 'values.json');
  start({ program: program('keeps.mvasm'), args: [6], persist });
  await untilHeard('"terminated"');
  adapter.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(JSON.parse(await readFile(persist, 'utf8'))).toHaveProperty('7');
});

it('says in words what is wrong with messages that are none', async () => {
  adapter.stdin.write('Content-Length: 5\r\n\r\nhelloContent-Length: 4\r\n\r\nnull');
  send('initialize', { adapterID: 'hsx' });
  send('launch', 5 as unknown as object);
  await untilHeard('a message of the client was passed over, it is no JSON object: hello');
  await untilHeard('launch attribute \\"program\\" is missing or empty');
  adapter.stdin.end();
  expect(await ended).toEqual([0, null]);
});

it('ends when what it is sent has no frame', async () => {
  send('initialize', { adapterID: 'hsx' });
  await untilHeard('supportsConfigurationDoneRequest');
  adapter.stdin.write('hello\r\n\r\n');
  expect(await ended).toEqual([0, null]);
});
