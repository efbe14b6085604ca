/** The language server as editors start it: `hsx lsp`, in a process of its own. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import {
  SocketMessageReader,
  SocketMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TestClient } from '../../src/language-server/client.testing';
import { bundle } from '../cli/hsx';

export function startLsp(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [bundle, 'lsp', ...args]);
}

export function clientOf({ stdin, stdout }: ChildProcessWithoutNullStreams): TestClient {
  return new TestClient(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
}

export async function connectTo(port: number): Promise<{ readonly client: TestClient; readonly socket: Socket }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { client: new TestClient(new SocketMessageReader(socket), new SocketMessageWriter(socket)), socket };
}

/** The exit code; a process that lives on after a while is an error. */
export async function exitCode(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const code = await Promise.race([
    once(child, 'close').then(([code]) => code),
    after(20_000, 'lives on', { ref: false }),
  ]);
  if (code === 'lives on') throw new Error('the server lives on');
  return code;
}

/** The base protocol's frame around a text, whatever it is. */
export function frame(text: string): string {
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
