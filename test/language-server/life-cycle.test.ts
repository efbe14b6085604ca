/** `hsx lsp` over stdio and TCP: how sessions begin and end, and what becomes of requests that are wrong or called off. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type Hover } from 'vscode-languageserver/node';
import { clientOf, connectTo, exitCode, frame, startLsp } from './server-process';

const uri = 'file:///nowhere/main.mvasm';
const text = '.entry main\nmain:\n    LDI R1, 1\n    ADX R1\n    RET\n';
const hover = { textDocument: { uri }, position: { line: 2, character: 5 } };

let child: ChildProcessWithoutNullStreams | undefined;
const start = (...args: string[]): ChildProcessWithoutNullStreams => {
  child = startLsp(...args);
  return child;
};
afterEach(() => {
  child?.kill();
});

describe('over stdio', () => {
  it('serves a session and ends with code 0 after shutdown and exit', async () => {
    const server = start('--stdio');
    const client = clientOf(server);
    const { capabilities } = await client.initialize();
    expect(capabilities).toMatchObject({ positionEncoding: 'utf-16', hoverProvider: true });
    await client.open(uri, text);
    expect((await client.published(uri)).diagnostics).toMatchObject([{ code: 'unknown-mnemonic' }]);
    expect((await client.request<Hover>('textDocument/hover', hover)).contents).toMatchObject({
      value: expect.stringContaining('LDI'),
    });
    await client.request('shutdown', null);
    await client.notify('exit', null);
    expect(await exitCode(server)).toBe(0);
  });

  it('needs no option for that', async () => {
    const client = clientOf(start());
    expect(await client.initialize()).toHaveProperty('serverInfo.name', 'HSX language server');
  });

  it('ends with code 1 on an exit without shutdown', async () => {
    const server = start('--stdio');
    const client = clientOf(server);
    await client.initialize();
    await client.notify('exit', null);
    expect(await exitCode(server)).toBe(1);
  });

  it.each([
    ['at once', async () => {}],
    ['in a session', async (client: ReturnType<typeof clientOf>) => void (await client.initialize())],
  ])('ends when its client goes without a word, %s', async (_when, before) => {
    const server = start('--stdio');
    await before(clientOf(server));
    server.stdin.end();
    expect(await exitCode(server)).toBe(1);
  });

  it('ends when the process of its client is gone', async () => {
    const other = startLsp('--stdio');
    other.stdin.end();
    await exitCode(other);
    const server = start('--stdio');
    await clientOf(server).initialize({}, { processId: other.pid });
    expect(await exitCode(server)).toBe(1);
  });

  it('refuses requests before initialize and after shutdown, and a second initialize', async () => {
    const client = clientOf(start('--stdio'));
    await expect(client.request('textDocument/hover', hover)).rejects.toMatchObject({ code: -32002 });
    await client.initialize();
    await expect(
      client.request('initialize', { processId: null, rootUri: null, capabilities: {} }),
    ).rejects.toMatchObject({ code: -32600 });
    await client.request('shutdown', null);
    await expect(client.request('textDocument/hover', hover)).rejects.toMatchObject({ code: -32600 });
  });

  it('answers a request that is called off, and goes on', async () => {
    const client = clientOf(start('--stdio'));
    await client.initialize();
    await client.open(uri, text);
    const source = new CancellationTokenSource();
    const answers = Array.from({ length: 20 }, () =>
      client.request('textDocument/completion', hover, source.token).catch(({ code }: { code: number }) => code),
    );
    source.cancel();
    const settled = await Promise.all(answers);
    // Some may have been on their way already.
    expect(settled.filter((answer) => typeof answer === 'number' && answer !== -32800)).toEqual([]);
    expect(settled).toContain(-32800);
    expect(await client.request('textDocument/hover', hover)).not.toBeNull();
  });

  it('tells what is wrong with a request, and goes on', async () => {
    const client = clientOf(start('--stdio'));
    await client.initialize();
    await client.open(uri, text);
    await expect(client.request('hsx/nothing', {})).rejects.toMatchObject({ code: -32601 });
    await expect(client.request('textDocument/hover', { position: 7 })).rejects.toMatchObject({
      message: expect.stringMatching(/textDocument\/hover/),
    });
    expect(await client.request('textDocument/hover', hover)).not.toBeNull();
  });

  it('takes messages that come in pieces, and several in one', async () => {
    const server = start('--stdio');
    const client = clientOf(server);
    await client.initialize();
    const open = { textDocument: { uri, languageId: 'hsx-mvasm', version: 1, text: 'ADX' } };
    const whole = frame(JSON.stringify({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: open }));
    for (const part of whole.match(/[\s\S]{1,7}/g)!) server.stdin.write(part);
    expect((await client.published(uri)).diagnostics).toHaveLength(1);
    const close = frame(
      JSON.stringify({ jsonrpc: '2.0', method: 'textDocument/didClose', params: { textDocument: { uri } } }),
    );
    server.stdin.write(`${close}${whole}`);
    while ((await client.published(uri)).diagnostics.length === 0);
  });
});

describe('over TCP', () => {
  const portOf = async (server: ChildProcessWithoutNullStreams): Promise<number> => {
    const [line] = await once(server.stdout, 'data');
    const [, port] = /^hsx lsp: listening on 127\.0\.0\.1:(\d+)\n$/.exec(String(line)) ?? [];
    return Number(port);
  };

  it('prints where it listens, and serves each connection as a session of its own', async () => {
    const port = await portOf(start('--port', '0'));
    const [one, two] = [await connectTo(port), await connectTo(port)];
    await Promise.all([one.client.initialize(), two.client.initialize()]);
    await one.client.open(uri, text);
    await one.client.published(uri);
    expect(await two.client.request('textDocument/hover', hover)).toBeNull();

    await one.client.request('shutdown', null);
    const ended = once(one.socket, 'close');
    await one.client.notify('exit', null);
    await ended;
    await two.client.open(uri, text);
    expect((await two.client.published(uri)).diagnostics).toHaveLength(1);

    two.socket.destroy();
    const three = await connectTo(port);
    expect(await three.client.initialize()).toHaveProperty('capabilities');
    three.socket.destroy();
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const server = start('--port', String(port));
    const [message] = await once(server.stderr, 'data');
    expect(String(message)).toContain(`hsx lsp: port ${port} cannot be used: `);
    expect(await exitCode(server)).toBe(1);
    other.close();
  });

  it('has either a port or the standard streams', async () => {
    const server = start('--stdio', '--port', '0');
    expect(String((await once(server.stderr, 'data'))[0])).toContain("cannot be used with option '--port <n>'");
    expect(await exitCode(server)).toBe(2);
  });
});
