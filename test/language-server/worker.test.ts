/** The bundle for web workers, in a worker that has nothing but what a browser has too. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { type DataCallback, Emitter, type Hover, type Message } from 'vscode-languageserver/node';
import { TestClient } from '../../src/language-server/client.testing';

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'server-worker.js');

/** Runs the bundle as a browser does: `self`, and the globals of the web that a worker needs. */
const host = `
  const { parentPort, workerData } = require('node:worker_threads');
  const vm = require('node:vm');
  const self = {
    postMessage: (message) => parentPort.postMessage(message),
    addEventListener: (type, listen) => self.listeners.push([type, listen]),
    close: () => parentPort.close(),
    listeners: [],
  };
  parentPort.on('message', (data) => {
    self.onmessage?.({ data });
    for (const [type, listen] of self.listeners) if (type === 'message') listen({ data });
  });
  const { MessageChannel, TextDecoder, TextEncoder, URL, console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance } = globalThis;
  const context = vm.createContext({ self, MessageChannel, TextDecoder, TextEncoder, URL, console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance });
  vm.runInContext(require('node:fs').readFileSync(workerData, 'utf8'), context);
`;

let worker: Worker | undefined;
afterEach(async () => {
  await worker?.terminate();
});

it('serves a client that posts messages', async () => {
  const thread = new Worker(host, { eval: true, workerData: bundle });
  worker = thread;
  const failed = new Promise<never>((_, reject) => thread.once('error', reject));
  const nothing = new Emitter<never>();
  const client = new TestClient(
    {
      onError: nothing.event,
      onClose: nothing.event,
      onPartialMessage: nothing.event,
      listen(callback: DataCallback) {
        thread.on('message', callback);
        return { dispose: () => thread.off('message', callback) };
      },
      dispose: () => {},
    },
    {
      onError: nothing.event,
      onClose: nothing.event,
      write: async (message: Message) => thread.postMessage(message),
      end: () => {},
      dispose: () => {},
    },
  );
  const uri = 'vscode-vfs://github/someone/main.mvasm';
  const session = async (): Promise<void> => {
    await client.initialize();
    await client.open(uri, '.entry main\n.include "missing.mvasm"\nmain:\n    LDI R1, 1\n    RET\n');
    expect((await client.published(uri)).diagnostics).toMatchObject([{ code: 'include-missing' }]);
    const hover = { textDocument: { uri }, position: { line: 3, character: 5 } };
    expect(await client.request<Hover>('textDocument/hover', hover)).toHaveProperty('contents');
    await client.close();
  };
  await Promise.race([session(), failed]);
});
