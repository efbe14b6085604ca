/** The language server as a web worker of a real browser. */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CompletionList, PublishDiagnosticsParams } from 'vscode-languageserver';
import { browserArguments, provideBrowser } from '../../scripts/lib/browser.mjs';

const bundle = path.resolve(import.meta.dirname, '../../dist/server-worker.js');
const uri = 'vscode-vfs://github/someone/main.mvasm';

/** A page with a client: `ask` and `tell` post messages, `told` waits for a notification. */
const page = `<!DOCTYPE html><title>worker</title><script>
  const worker = new Worker('/server-worker.js');
  const answers = new Map();
  const waiting = new Map();
  const kept = new Map();
  const failure = new Promise((_, reject) => { worker.onerror = ({ message }) => reject(new Error(message)); });
  let count = 0;
  worker.onmessage = ({ data }) => {
    if ('method' in data && 'id' in data) worker.postMessage({ jsonrpc: '2.0', id: data.id, result: null });
    else if ('id' in data) answers.get(data.id)(data.error ? { error: data.error } : data.result);
    else if (waiting.has(data.method)) waiting.get(data.method)(data.params);
    else kept.set(data.method, data.params);
  };
  const tell = (method, params) => worker.postMessage({ jsonrpc: '2.0', method, params });
  const ask = (method, params) => Promise.race([failure, new Promise((resolve) => {
    answers.set(++count, resolve);
    worker.postMessage({ jsonrpc: '2.0', id: count, method, params });
  })]);
  const told = (method) => Promise.race([failure, new Promise((resolve) => {
    if (kept.has(method)) resolve(kept.get(method));
    else waiting.set(method, resolve);
  })]);
</script>`;

let server: Server;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  const script = await readFile(bundle);
  server = createServer(({ url }, response) => {
    const isScript = url === '/server-worker.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : page);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const log = (line: string) => console.log(line);
  browser = await chromium.launch({ executablePath: await provideBrowser({ log }), args: browserArguments });
  tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const inPage = <Result>(call: 'ask' | 'tell' | 'told', method: string, params?: object): Promise<Result> =>
  tab.evaluate(`${call}(${JSON.stringify(method)}, ${JSON.stringify(params ?? null)})`);

it('answers initialize, tells diagnostics, completes, and ends', async () => {
  const params = { processId: null, rootUri: null, capabilities: {} };
  const { capabilities } = await inPage<{ capabilities: object }>('ask', 'initialize', params);
  expect(capabilities).toMatchObject({ hoverProvider: true, positionEncoding: 'utf-16' });
  await inPage('tell', 'initialized', {});
  const text = '.entry main\n.text\nmain:\n    FLY R1\n    CALL help\nhelper:\n    RET\n';
  await inPage('tell', 'textDocument/didOpen', { textDocument: { uri, languageId: 'hsx-mvasm', version: 1, text } });
  const { diagnostics } = await inPage<PublishDiagnosticsParams>('told', 'textDocument/publishDiagnostics');
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-mnemonic', 'symbol-unknown']);
  const list = await inPage<CompletionList>('ask', 'textDocument/completion', {
    textDocument: { uri },
    position: { line: 4, character: 13 },
  });
  expect(list.items.map(({ label }) => label)).toContain('helper');
  expect(await inPage('ask', 'shutdown')).toBeNull();
});
