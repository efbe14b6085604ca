import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client } from '../adapter/client';
import { example, Folder } from './hsx';

let folder: Folder;
let child: ChildProcessWithoutNullStreams | undefined;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  child?.kill();
  folder.remove();
});

function frame(message: object): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

it('serves one session over stdio and ends with it', async () => {
  child = folder.start('dap');
  child.stdin.write(frame({ seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'hsx' } }));
  const [answer] = await once(child.stdout, 'data');
  expect(String(answer)).toMatch(/^Content-Length: \d+\r\n\r\n\{.*"command":"initialize".*"success":true/);
  expect(String(answer)).toContain('"supportsDisassembleRequest":true');
  child.stdin.write(frame({ seq: 2, type: 'request', command: 'disconnect' }));
  expect(await once(child, 'close')).toEqual([0, null]);
});

it('ends when its client is gone', async () => {
  child = folder.start('dap');
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([0, null]);
});

it('prints where it listens, and serves each connection', async () => {
  child = folder.start('dap', '--port', '0');
  const [line] = await once(child.stdout, 'data');
  const [, port] = /^hsx dap: listening on 127\.0\.0\.1:(\d+)\n$/.exec(String(line)) ?? [];
  const one = await Client.start(Number(port));
  const two = await Client.start(Number(port));
  const fib = example('fib_frames.mvasm');
  await one.untilStop(() => one.launch({ program: fib }, { [fib]: [42] }));
  await two.untilEnd(() => two.launch({ program: example('blink_counter.mvasm') }));
  expect(two.output('console')).toContain('returned 6');
  expect(await one.evaluate('R1,d')).toBe('2');
  await one.dc.disconnectRequest();
  const three = await Client.start(Number(port));
  await three.untilEnd(() =>
    three.launch({ program: example('mailbox_consumer.mvasm'), noDebug: true }).then(() => three.dc.terminateRequest()),
  );
  await Promise.all([two.dc.disconnectRequest(), three.dc.disconnectRequest()]);
});

it('says that a port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, stdout, stderr } = await folder.hsx('dap', '--port', String(port));
  other.close();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`port ${port} cannot be used: `);
});
