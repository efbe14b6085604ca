/** What no client should send, at random: the server answers every request, and is there when it is over. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { TestClient } from '../../src/language-server/client.testing';
import { clientOf, exitCode, frame, startLsp } from './server-process';

const uris = ['file:///fuzz/a.mvasm', 'file:///fuzz/b.mvasm', 'untitled:c', '%', ''];
const text =
  '.entry main\n.include "b.mvasm"\nmain:\n    CALL main ; é😀\n    LDI32 R1, x\n    RET\n.data\nx: .word 1\n';

const requests = [
  'hover codeAction codeLens completion definition documentHighlight documentLink documentSymbol foldingRange formatting',
  'inlayHint inlineValue onTypeFormatting prepareRename rangeFormatting references rename selectionRange signatureHelp',
  'semanticTokens/full semanticTokens/full/delta semanticTokens/range',
]
  .join(' ')
  .split(' ')
  .map((name) => `textDocument/${name}`)
  .concat(
    'workspace/symbol',
    'codeLens/resolve',
    'completionItem/resolve',
    'inlayHint/resolve',
    'hsx/listing',
    'initialize',
  );
const notifications = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeConfiguration',
  '$/cancelRequest',
  '$/setTrace',
  'initialized',
];

const uri = fc.constantFrom(...uris);
const number = fc.oneof(fc.nat(12), fc.constantFrom(-1, 1e9, 2 ** 31, 0.5, Number.MAX_SAFE_INTEGER));
const position = fc.record({ line: number, character: number });
const range = fc.record({ start: position, end: position });
const change = fc.record({ range, text: fc.constantFrom('', '\n', 'main:', 'é😀', '.include "a.mvasm"\n') });
/** Members as the requests have them, each there or not. */
const params = fc.record(
  {
    textDocument: fc.record({
      uri,
      version: number,
      languageId: fc.constant('hsx-mvasm'),
      text: fc.constantFrom(text, '', '\r\n\r'),
    }),
    position,
    range,
    positions: fc.array(position, { maxLength: 3 }),
    context: fc.oneof(fc.record({ includeDeclaration: fc.boolean(), diagnostics: fc.constant([]) }), fc.json()),
    contentChanges: fc.array(change, { maxLength: 3 }),
    changes: fc.array(fc.record({ uri, type: number }), { maxLength: 2 }),
    newName: fc.constantFrom('x', '', '1', 'R1', 'main'),
    query: fc.string(),
    ch: fc.string(),
    data: fc.jsonValue(),
    previousResultId: fc.string(),
    id: fc.nat(),
  },
  { requiredKeys: [] },
);
const unaskedAnswer = '{"jsonrpc":"2.0","id":99999,"result":1}';
const anything = fc.oneof({ weight: 4, arbitrary: params }, { weight: 1, arbitrary: fc.jsonValue() });
const step = fc.oneof(
  fc.record({ kind: fc.constant('request' as const), method: fc.constantFrom(...requests), params: anything }),
  fc.record({
    kind: fc.constant('notification' as const),
    method: fc.constantFrom(...notifications),
    params: anything,
  }),
  fc.record({ kind: fc.constant('raw' as const), text: fc.oneof(fc.json(), fc.string(), fc.constant(unaskedAnswer)) }),
);

let child: ChildProcessWithoutNullStreams | undefined;
afterEach(() => {
  child?.kill();
});

async function probe(client: TestClient): Promise<void> {
  const probed = 'file:///fuzz/probe.mvasm';
  await client.notify('textDocument/didClose', { textDocument: { uri: probed } });
  await client.open(probed, 'main:\n    RET\n');
  const symbols = await client.request('textDocument/foldingRange', { textDocument: { uri: probed } });
  expect(symbols).toEqual([{ startLine: 0, endLine: 1 }]);
}

it('messages of all kinds, in any order, with anything in them', async () => {
  const server = startLsp('--stdio');
  child = server;
  const client = clientOf(server);
  await client.initialize({ general: { positionEncodings: ['utf-8'] } });
  for (const open of uris) await client.open(open, text);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const answers: Promise<unknown>[] = [];
      for (const each of steps) {
        if (each.kind === 'raw') server.stdin.write(frame(each.text));
        else if (each.kind === 'request') answers.push(client.request(each.method, each.params).catch(() => undefined));
        // Written as it is: the client's library would put some parameters in order.
        else server.stdin.write(frame(JSON.stringify({ jsonrpc: '2.0', method: each.method, params: each.params })));
      }
      await Promise.all(answers);
      await probe(client);
      expect(server.exitCode).toBeNull();
    }),
    { numRuns: 100 },
  );
});

it('a question that is nested deeper than the call stack is answered', async () => {
  const server = startLsp('--stdio');
  child = server;
  const client = clientOf(server);
  await client.initialize({});
  const nested = '['.repeat(50_000) + ']'.repeat(50_000);
  const answer = new Promise((resolve) =>
    server.stdout.on('data', (data) => /"id":"deep"/.test(`${data}`) && resolve(0)),
  );
  server.stdin.write(frame(`{"jsonrpc":"2.0","id":"deep","method":"textDocument/hover","params":{"x":${nested}}}`));
  await answer;
});

it.each([
  'nonsense\r\n\r\n',
  'Content-Length: -5\r\n\r\n{}',
  'Content-Length: x\r\n\r\n{}',
  '\0\0\r\n\r\n',
])('a broken frame (%j) does not leave a process behind', async (broken) => {
  const server = startLsp('--stdio');
  child = server;
  server.stdin.on('error', () => {});
  server.stdin.write(broken);
  server.stdin.end();
  expect(await exitCode(server)).toBe(1);
});
