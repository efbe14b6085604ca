/** DAP over the standard streams of this process, which ends when the client disconnects. */

import { nodeFiles } from '../platform/node/files';
import { tcpConnections } from '../platform/node/tcp-connection';
import { watchFile } from '../platform/node/watch-file';
import { embedExecutive } from '../protocol/in-process';
import { HsxDebugSession } from './session';

export function runOnStdio(): void {
  const session = new HsxDebugSession({
    files: nodeFiles,
    connect: (options) => embedExecutive(options),
    tcp: tcpConnections,
    watch: watchFile,
    cwd: process.cwd(),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => session.shutdown());
  session.start(process.stdin, process.stdout);
}
