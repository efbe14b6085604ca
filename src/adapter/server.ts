/** DAP over TCP: each connection is a session of its own, and ends with it. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { GatheredOutput } from '../platform/node/gathered-output';
import { nodeHost } from './node-host';
import { HsxDebugSession } from './session';
import { serveStreams } from './streams';

interface DapServerOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
}

export interface DapServer {
  /** `host:port` as it listens. */
  readonly address: string;
  readonly port: number;
  /** Ends all sessions and stops listening. */
  close(): Promise<void>;
}

/** Resolves when the server listens; rejects when it cannot. */
export async function serveDap({ port, host = '127.0.0.1' }: DapServerOptions): Promise<DapServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    const session = new HsxDebugSession(nodeHost);
    const output = new GatheredOutput(socket);
    session.onEnd = () => output.end();
    socket.on('close', () => {
      sockets.delete(socket);
      session.dispose();
    });
    serveStreams(session, socket, output);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    address: `${address.address}:${address.port}`,
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
