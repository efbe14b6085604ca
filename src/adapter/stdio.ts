/** DAP over the standard streams of this process, which ends when the client disconnects. */

import { GatheredOutput } from '../platform/node/gathered-output';
import { nodeHost } from './node-host';
import { HsxDebugSession } from './session';
import { serveStreams } from './streams';

export function runOnStdio(): void {
  const session = new HsxDebugSession(nodeHost);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => session.shutdown());
  serveStreams(session, process.stdin, new GatheredOutput(process.stdout));
}
