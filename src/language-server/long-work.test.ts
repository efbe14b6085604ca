/** What takes long in large programs does not keep others waiting, over the wire. */

import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { MemoryServer } from './memory-server.testing';

const ROUTINES = 1500;
const MAIN = 'file:///work/main.mvasm';

/** Each routine calls the next one, so that the first needs to know about all. */
const large = [
  '.entry routine_0',
  ...Array.from({ length: ROUTINES }, (_, index) => [
    `routine_${index}:`,
    '    PUSH R1',
    '    LDI R1, 3',
    `routine_${index}_loop:`,
    '    SUB R1, R1, R2',
    `    JNZ routine_${index}_loop`,
    ...(index + 1 < ROUTINES ? [`    CALL routine_${index + 1}`] : []),
    '    POP R1',
    '    RET',
  ]).flat(),
  '',
].join('\n');

const settings = { hsx: { inlayHints: { routines: true } } };
const capabilities = {
  workspace: { configuration: true },
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } }, inlayHint: {} },
};

const textDocument = { uri: MAIN };
const onCall = { line: 6, character: 12 };
const onNumber = { line: 3, character: 12 };
const line = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };

/** Requests that need all routines or all lines, and whether they are answered with something. */
const requests: Readonly<Record<string, [params: object, isTold: (answer: unknown) => boolean]>> = {
  'textDocument/hover': [{ textDocument, position: onCall }, Boolean],
  'textDocument/inlayHint': [{ textDocument, range: line }, (hints) => (hints as unknown[]).length > 0],
  'completionItem/resolve': [
    { label: 'routine_0', data: ['label', 'routine_0', '/work/main.mvasm'] },
    (item) => (item as { documentation?: unknown }).documentation !== undefined,
  ],
  'codeLens/resolve': [
    { range: line, data: { uri: MAIN, name: 'routine_0', kind: 'stack' } },
    (lens) => (lens as { command: { title: string } }).command.title.startsWith('stack: '),
  ],
  'inlayHint/resolve': [
    { position: onNumber, label: '0004', data: { path: '/work/main.mvasm', line: 3 } },
    (hint) => (hint as { tooltip?: unknown }).tooltip !== undefined,
  ],
  'hsx/listing': [
    { textDocument },
    (listing) => (listing as { text: string } | null)?.text.includes('stack 11996') ?? false,
  ],
  'textDocument/codeAction': [
    { textDocument, range: { start: onNumber, end: onNumber }, context: { diagnostics: [] } },
    (actions) => (actions as unknown[]).length > 0,
  ],
  'textDocument/diagnostic': [{ textDocument }, Boolean],
};

let server: MemoryServer;

async function start(): Promise<void> {
  server = await MemoryServer.start({ '/work/main.mvasm': large }, capabilities);
  server.client.connection.onRequest('workspace/configuration', () => [settings.hsx, {}]);
  await server.client.notify('workspace/didChangeConfiguration', { settings: null });
  await server.open('/work/main.mvasm');
  await server.client.published(MAIN);
}

/** A digit at the end of `LDI R1, 3`. */
const key = {
  textDocument: { uri: MAIN, version: 2 },
  contentChanges: [{ range: { start: { line: 3, character: 13 }, end: { line: 3, character: 13 } }, text: '1' }],
};

afterEach(() => server.client.close());

describe.each(Object.entries(requests))('%s in a large program', (method, [params, isTold]) => {
  it('is answered after a key that comes later', async () => {
    await start();
    const order: string[] = [];
    const asked = server.client.request(method, params).then((answer) => {
      order.push(isTold(answer) ? 'answered' : 'answered with nothing');
    });
    await server.client.notify('textDocument/didChange', key);
    while ((await server.client.published(MAIN)).version !== 2);
    order.push('key');
    await asked;
    expect(order).toEqual(['key', 'answered']);
  });

  it('ends when it is called off', async () => {
    await start();
    const calling = new CancellationTokenSource();
    const asked = server.client.request(method, params, calling.token).then(isTold, () => false);
    // It has begun when something later is answered.
    await server.client.request('textDocument/signatureHelp', { textDocument, position: { line: 0, character: 0 } });
    calling.cancel();
    expect(await asked).toBe(false);
  });
});
