/** DAP over TCP: each connection is a session of its own, and ends with it. */

import { createServer, type Server } from 'node:net';
import { nodeFiles } from '../platform/node/files';
import { embedExecutive } from '../protocol/in-process';
import { HsxDebugSession } from './session';

export interface DapServerOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
}

/** Resolves when the server listens; rejects when it cannot. Close it with `server.close()`. */
export function serveDap({ port, host = '127.0.0.1' }: DapServerOptions): Promise<Server> {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    const session = new HsxDebugSession({ files: nodeFiles, connect: () => embedExecutive(), cwd: process.cwd() });
    session.onEnd = () => socket.end();
    socket.on('close', () => session.dispose());
    session.start(socket, socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
