import { afterEach, describe, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Listen } from '../../src/platform/line-server';
import { listenTcp } from '../../src/platform/node/tcp-server';
import type { ExecutiveServer, ServerOptions } from '../../src/protocol/server/server';
import { Client, type JsonObject } from './client';
import { startServer } from './server';

const SPIN = '.entry main\n.text\nmain:\n LDI R1, 1\nagain:\n ADD R2, R2, R1\n JMP again';

let server: ExecutiveServer | undefined;
const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = undefined;
});

async function open(options: Partial<ServerOptions> = {}): Promise<Client> {
  server ??= await startServer(options);
  const client = await Client.open(server.port);
  clients.push(client);
  return client;
}

const image = (source: string): string => Buffer.from(imageBytes(source)).toString('base64');

async function load(client: Client, source = SPIN): Promise<number> {
  const answer = await client.request({ cmd: 'load', path: 'program.hxe', image: image(source) });
  return (answer['image'] as JsonObject)['pid'] as number;
}

async function session(client: Client, features: string[], more: JsonObject = {}): Promise<string> {
  const answer = await client.request({ cmd: 'session.open', capabilities: { features, ...more } });
  return (answer['session'] as JsonObject)['id'] as string;
}

it('listens when it is prepared, and not at all when that fails', async () => {
  const order: string[] = [];
  const listen: Listen = (...parts) => {
    order.push('listen');
    return listenTcp(...parts);
  };
  const prepare: ServerOptions['prepare'] = async (perform) => {
    order.push(JSON.stringify(await perform({ cmd: 'ping' })));
  };
  const client = await open({ listen, prepare });
  expect(order).toEqual(['{"status":"ok","reply":"pong"}', 'listen']);
  client.close();
  await expect(startServer({ listen, prepare: () => Promise.reject(new Error('no')) })).rejects.toThrow('no');
  expect(order).toHaveLength(2);
});

describe('requests', () => {
  it('are answered in order, also while one takes its time', async () => {
    const client = await open();
    const pid = await load(client);
    client.send(`{"cmd":"step","pid":${pid},"steps":3000000}\n{"cmd":"ping"}\n{"cmd":"nope"}\n`);
    expect(await client.answer()).toMatchObject({ result: { executed: 3_000_000 } });
    expect(await client.answer()).toMatchObject({ reply: 'pong' });
    expect(await client.answer()).toMatchObject({ error: 'unknown_cmd:nope' });
  });

  it('of others are answered while one takes its time', async () => {
    const [slow, quick] = [await open(), await open()];
    const pid = await load(slow);
    slow.send(`{"cmd":"step","pid":${pid},"steps":100000000000}\n`);
    expect(await quick.request({ cmd: 'ping' })).toMatchObject({ reply: 'pong' });
    expect(await quick.request({ cmd: 'kill', pid })).toMatchObject({ status: 'ok' });
    expect((await slow.answer())['status']).toBe('ok');
  });

  it('may end with CR LF, come in pieces, and be the last word of a client that half-closes', async () => {
    const client = await open();
    client.send('{"cmd":');
    await new Promise((resolve) => setImmediate(resolve));
    client.send('"ping"}\r\n');
    client.socket.end();
    expect(await client.answer()).toMatchObject({ reply: 'pong' });
    expect(await client.ends()).toBe(true);
  });

  it('come from nobody any more when a subscriber ends its side, which lets it go', async () => {
    const client = await open();
    const { session } = await client.request({ cmd: 'session.open', capabilities: { features: ['events'] } });
    const { id } = session as { id: string };
    expect(await client.request({ cmd: 'events.subscribe', session: id })).toMatchObject({ status: 'ok' });
    client.socket.end();
    expect(await client.ends()).toBe(true);
  });

  it.each([
    ['not json', 'invalid_json'],
    ['', 'invalid_json'],
    ['[1]', 'invalid_request'],
    ['"x"', 'invalid_request'],
    ['null', 'invalid_request'],
    ['{"cmd":"ping","version":"x"}', 'unsupported_version:x'],
    ['{"cmd":"ping","version":null}', 'unsupported_version:null'],
    ['{"cmd":null}', 'unknown_cmd:none'],
    ['{"cmd":{"a":1}}', 'unknown_cmd:[object object]'],
    ['{"cmd":"constructor"}', 'unknown_cmd:constructor'],
    ['{"cmd":"peek","pid":1e999,"addr":0}', "'pid' must be an integer, got 'null'"],
  ])('that make no sense are told so: %s', async (line, error) => {
    const client = await open();
    client.send(`${line}\n`);
    expect(await client.answer()).toEqual({ version: 1, status: 'error', error });
    expect(await client.request({ cmd: 'ping' })).toMatchObject({ reply: 'pong' });
  });

  it('that are not UTF-8 are told so', async () => {
    const client = await open();
    client.send(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]));
    expect(await client.answer()).toMatchObject({ error: 'invalid_json' });
  });

  it('answer in ASCII', async () => {
    const client = await open();
    client.send(`${JSON.stringify({ cmd: 'session.open', client: 'Zoë 😀' })}\n`);
    const line = await client.next();
    expect(line).toContain('Zo\\u00eb \\ud83d\\ude00');
  });
});

describe('limits', () => {
  it('a line that is too long ends its connection, and no other', async () => {
    const client = await open({ maxLine: 1000 });
    client.send(`{"cmd":"ping","x":"${'a'.repeat(2000)}`);
    expect(await client.answer()).toMatchObject({ error: 'line_too_long:1000' });
    expect(await client.ends()).toBe(true);
    expect(await (await open()).request({ cmd: 'ping' })).toMatchObject({ reply: 'pong' });
  });

  it('more connections than allowed are refused in words', async () => {
    const first = await open({ maxConnections: 1 });
    const second = await open();
    expect(await second.answer()).toMatchObject({ error: 'too_many_connections:1' });
    expect(await second.ends()).toBe(true);
    first.close();
    const answered = async () => {
      const answer = await (await open()).request({ cmd: 'ping' });
      return answer['status'];
    };
    await expect.poll(answered).toBe('ok');
  });

  it('a client that reads nothing is neither waited for nor served without end', async () => {
    const client = await open();
    const pid = await load(client);
    const deaf = await open();
    deaf.socket.pause();
    const peek = `{"cmd":"peek","pid":${pid},"addr":0,"length":65536}\n`;
    for (let count = 0; count < 200; count++) deaf.send(peek);
    expect(await client.request({ cmd: 'ping' })).toMatchObject({ reply: 'pong' });
    deaf.socket.resume();
    for (let count = 0; count < 200; count++) expect((await deaf.answer())['status']).toBe('ok');
  });
});

describe('a token', () => {
  it('is asked of everybody without a session', async () => {
    const client = await open({ token: 'secret' });
    const refused = { status: 'error', error: expect.stringContaining('token_required') };
    expect(await client.request({ cmd: 'ping' })).toMatchObject(refused);
    expect(await client.request({ cmd: 'ping', token: 'secrex' })).toMatchObject(refused);
    expect(await client.request({ cmd: 'ping', token: '' })).toMatchObject(refused);
    expect(await client.request({ cmd: 'session.open' })).toMatchObject(refused);
    expect(await client.request({ cmd: 'ping', token: 'secret' })).toMatchObject({ reply: 'pong' });
    const opened = await client.request({ cmd: 'session.open', token: 'secret' });
    const id = (opened['session'] as JsonObject)['id']!;
    expect(await client.request({ cmd: 'ping', session: id })).toMatchObject({ reply: 'pong' });
    const batch = { cmd: 'batch', token: 'secret', requests: [{ cmd: 'ping' }] };
    expect(await client.request(batch)).toMatchObject({ results: [{ reply: 'pong' }] });
  });

  it('never stands in the log', async () => {
    const client = await open({ token: 'secret' });
    const answer = await client.request({ cmd: 'dmesg', token: 'secret' });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('extensions', () => {
  it('a batch answers each request, and goes on after one that fails', async () => {
    const client = await open();
    const pid = await load(client);
    const requests = [{ cmd: 'peek', pid, addr: 0, length: 2 }, { cmd: 'peek', pid: 9, addr: 0 }, { cmd: 'ping' }];
    expect(await client.request({ cmd: 'batch', requests })).toEqual({
      version: 1,
      status: 'ok',
      results: [
        { status: 'ok', data: '0000' },
        { status: 'error', error: 'unknown pid 9' },
        { status: 'ok', reply: 'pong' },
      ],
    });
    const nested = await client.request({ cmd: 'batch', requests: [{ cmd: 'batch', requests: [] }] });
    expect(nested).toMatchObject({ error: "batch cannot contain 'batch'" });
    expect(await client.request({ cmd: 'batch', requests: 5 })).toMatchObject({ status: 'error' });
  });

  it('a shared stream brings the events of a request before its answer, in one write', async () => {
    const client = await open();
    const pid = await load(client);
    const id = await session(client, ['events', 'shared_stream']);
    await client.request({ cmd: 'events.subscribe', session: id, shared: true });
    client.chunks = 0;
    client.send(`${JSON.stringify({ cmd: 'pause', pid, session: id })}\n`);
    const types = [await client.answer(), await client.answer(), await client.answer()].map(
      (message) => message['type'] ?? message['status'],
    );
    expect({ types, chunks: client.chunks }).toEqual({ types: ['task_state', 'scheduler', 'ok'], chunks: 1 });
    await client.request({ cmd: 'events.unsubscribe', session: id });
    expect(await client.request({ cmd: 'resume', pid })).toMatchObject({ task: { state: 'running' } });
  });

  it('show only to sessions that ask', async () => {
    const client = await open();
    const pid = await load(client);
    const plain = await open();
    const asking = await open();
    await plain.request({ cmd: 'events.subscribe', session: await session(client, ['events']) });
    await asking.request({ cmd: 'events.subscribe', session: await session(client, ['events', 'debug_run']) });
    await client.request({ cmd: 'clock', op: 'start' });
    await client.request({ cmd: 'clock', op: 'stop' });
    await client.request({ cmd: 'pause', pid });
    await asking.until(({ type, data }) => type === 'clock' && (data as JsonObject)['mode'] === 'stopped');
    const types: unknown[] = [];
    await plain.until(({ type, data }) => {
      types.push(type);
      return type === 'task_state' && (data as JsonObject)['new_state'] === 'paused';
    });
    expect(types).not.toContain('clock');
  });
});

describe('output', () => {
  const HELLO = [
    '.entry main\n.data\ntext: .asciz "hello!"\n.text\nmain:',
    ...Array.from({ length: 6 }, () => ' LDI R1, 1\n LDI32 R2, text\n LDI R3, 6\n SVC 0x402'),
    ' JMP main',
  ].join('\n');

  it('comes as events, also when nobody empties the queue', async () => {
    const client = await open();
    await load(client, HELLO);
    const stream = await open();
    const id = await session(client, ['events', 'stdio_stream']);
    await stream.request({ cmd: 'events.subscribe', session: id, filters: { categories: ['stdout'] } });
    await client.request({ cmd: 'step', steps: 200 });
    for (let count = 0; count < 40; count++) {
      expect(await stream.answer()).toMatchObject({ type: 'stdout', pid: 1, data: { text: 'hello!' } });
    }
  });

  it('fills its queue when nobody asks for it, as everywhere in the family', async () => {
    const client = await open();
    await load(client, HELLO);
    await client.request({ cmd: 'step', steps: 200 });
    const { messages } = await client.request({ cmd: 'listen', limit: 64 });
    expect(messages).toHaveLength(4);
  });
});

describe('back-pressure', () => {
  it('cuts off a subscriber that does not read, and tells it why', async () => {
    const client = await open();
    const pid = await load(client);
    await client.request({ cmd: 'trace', pid, mode: true });
    const deaf = await open();
    const id = await session(client, ['events'], { max_events: 8 });
    await deaf.request({ cmd: 'events.subscribe', session: id });
    deaf.socket.pause();
    const isSubscribed = async () => {
      await client.request({ cmd: 'step', pid, steps: 20_000 });
      return (await client.request({ cmd: 'events.ack', seq: 1, session: id }))['status'] === 'ok';
    };
    while (await isSubscribed());
    deaf.socket.resume();
    const last = await deaf.until(({ data }) => (data as JsonObject)['reason'] === 'slow_consumer_drop');
    expect(last).toMatchObject({ type: 'warning', pid: null, data: { subscription: expect.stringContaining(id) } });
    expect(await deaf.ends()).toBe(true);
  });

  it('lets a client that reads live without acknowledging anything', async () => {
    const client = await open();
    const pid = await load(client);
    await client.request({ cmd: 'trace', pid, mode: true });
    const stream = await open();
    const id = await session(client, ['events'], { max_events: 8 });
    await stream.request({ cmd: 'events.subscribe', session: id, filters: { categories: ['trace_step'] } });
    let expected = 0;
    for (let round = 0; round < 20; round++) {
      const { result } = await client.request({ cmd: 'step', pid, steps: 500 });
      expected += (result as JsonObject)['executed'] as number;
      for (let count = 0; count < 500; count++) await stream.answer();
    }
    expect(expected).toBe(10_000);
  });
});

describe('a client that vanishes', () => {
  it('leaves its session, and takes its stream along', async () => {
    const client = await open();
    const id = await session(client, ['events']);
    const stream = await open();
    await stream.request({ cmd: 'events.subscribe', session: id });
    stream.socket.resetAndDestroy();
    const isSubscribed = async () =>
      (await client.request({ cmd: 'events.ack', seq: 1, session: id }))['status'] === 'ok';
    await expect.poll(isSubscribed).toBe(false);
    expect(await client.request({ cmd: 'session.current', session: id })).toMatchObject({ status: 'ok' });
  });

  it('in the middle of a long step does not stop it', async () => {
    const client = await open();
    const pid = await load(client);
    const other = await open();
    other.send(`{"cmd":"step","pid":${pid},"steps":2000000}\n`);
    other.close();
    const steps = async () =>
      ((await client.request({ cmd: 'dumpregs', pid }))['registers'] as JsonObject)['steps'] as number;
    await expect.poll(steps, { timeout: 20_000 }).toBe(2_000_000);
  });
});

it('shutdown and restart close all connections', async () => {
  let shutDown = false;
  const client = await open({ onShutdown: () => (shutDown = true) });
  await load(client);
  const other = await open();
  expect(await client.request({ cmd: 'restart', targets: 'vm' })).toMatchObject({ restart: { vm: 'requested' } });
  expect([await client.ends(), await other.ends()]).toEqual([true, true]);
  const again = await open();
  expect(await again.request({ cmd: 'ps' })).toMatchObject({ tasks: { tasks: [] } });
  expect(await again.request({ cmd: 'shutdown' })).toEqual({ version: 1, status: 'ok' });
  expect(await again.ends()).toBe(true);
  await expect.poll(() => shutDown).toBe(true);
  await expect(Client.open(server!.port)).rejects.toThrow('ECONNREFUSED');
});

it('restart of the tools alone keeps the tasks', async () => {
  const client = await open();
  const pid = await load(client);
  await client.request({ cmd: 'bp', op: 'set', pid, addr: 4 });
  await client.request({ cmd: 'step', pid, steps: 1 });
  await session(client, []);
  await client.request({ cmd: 'restart', targets: ['exec'] });
  expect(await client.ends()).toBe(true);
  const again = await open();
  expect(await again.request({ cmd: 'session.list' })).toMatchObject({ sessions: [] });
  expect(await again.request({ cmd: 'bp', pid })).toMatchObject({ breakpoints: [] });
  expect(await again.request({ cmd: 'dumpregs', pid })).toMatchObject({ registers: { steps: 1 } });
});
