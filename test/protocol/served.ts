/** A server of its own for each test of a file, and clients that end with it. */

import { afterEach, beforeEach } from 'vitest';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client } from './client';
import { startServer } from './server';

export interface Served {
  readonly server: ExecutiveServer;
  open(): Promise<Client>;
}

/** Call where a file's own `beforeEach` follows. */
export function serveEachTest(): Served {
  let server: ExecutiveServer;
  const clients: Client[] = [];
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });
  return {
    get server() {
      return server;
    },
    async open() {
      const client = await Client.open(server.port);
      clients.push(client);
      return client;
    },
  };
}
