/** LSP over TCP: each connection is a client of its own, with its own documents, and ends with it. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SocketMessageReader } from 'vscode-languageserver/node';
import { nodeFiles } from '../platform/node/files';
import { startServer } from './server';
import { StreamWriter } from './stream-writer';

const HOST = '127.0.0.1';

/**
 * Resolves when the server listens; rejects when it cannot.
 * @param port 0 picks a free one
 * @returns `host:port` as it listens
 */
export async function serveLsp(port: number): Promise<string> {
  const server = createServer(serveClient);
  server.listen(port, HOST);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return `${address.address}:${address.port}`;
}

function serveClient(socket: Socket): void {
  socket.setNoDelay(true);
  // Lost connections end like closed ones.
  socket.on('error', () => socket.destroy());
  const writer = new StreamWriter(socket);
  startServer({
    reader: new SocketMessageReader(socket),
    writer,
    files: nodeFiles,
    exit: () => writer.end(),
  });
}
