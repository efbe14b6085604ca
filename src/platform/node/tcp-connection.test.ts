import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tcpConnections } from './tcp-connection';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

async function listen(serve: (socket: Socket) => void): Promise<number> {
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Connects, and collects what comes. */
async function client(port: number) {
  const lines: string[] = [];
  let ended: (reason: string) => void = () => {};
  const end = new Promise<string>((resolve) => {
    ended = resolve;
  });
  const onLine = (line: string) => void lines.push(line);
  const connection = await tcpConnections({ host: '127.0.0.1', port })({ onLine, onClose: ended });
  return { connection, lines, end };
}

describe('a connection', () => {
  it('cuts what comes into lines, wherever the network cuts it', async () => {
    const port = await listen((socket) => {
      const bytes = Buffer.from('one\n\nzwei: ä€😀\nthree');
      for (const byte of bytes) socket.write(Buffer.from([byte]));
      socket.end('\n');
    });
    const { lines, end } = await client(port);
    expect(await end).toBe('the other side closed the connection');
    expect(lines).toEqual(['one', '', 'zwei: ä€😀', 'three']);
  });

  it('sends lines, the last one also when it is closed at once', async () => {
    const received = new Promise<string>((resolve) => {
      void listen((socket) => {
        let text = '';
        socket.setEncoding('utf8');
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('end', () => resolve(text));
      }).then(async (port) => {
        const { connection } = await client(port);
        connection.send('{"a":1}');
        connection.send('ü');
        connection.close();
        connection.send('never');
      });
    });
    expect(await received).toBe('{"a":1}\nü\n');
  });

  it('says in words that nobody listens', async () => {
    const port = await listen(() => {});
    server!.close();
    await once(server!, 'close');
    await expect(client(port)).rejects.toThrow(`127.0.0.1:${port}: nobody listens there`);
  });

  it('is told about a reset', async () => {
    const port = await listen((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const { connection, end } = await client(port);
    connection.send('now');
    expect(await end).toMatch(/reset|closed/);
  });
});
