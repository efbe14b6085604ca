/** Our server in this process, with real sockets. */

import { Executive, type ExecutiveOptions } from '../../src/executive/executive';
import { nodeFiles } from '../../src/platform/node/files';
import { listenTcp } from '../../src/platform/node/tcp-server';
import { features } from '../../src/protocol/contract';
import { type ExecutiveServer, type ServerOptions, serveExecutive } from '../../src/protocol/server/server';

export const startServer = (
  options: Partial<ServerOptions> = {},
  executive: ExecutiveOptions = {},
): Promise<ExecutiveServer> =>
  serveExecutive({
    port: 0,
    listen: listenTcp,
    files: nodeFiles,
    create: () =>
      new Executive({
        features: new Set(features),
        now: () => Date.now() / 1000,
        newId: () => crypto.randomUUID(),
        id: crypto.randomUUID(),
        ...executive,
      }),
    ...options,
  });
