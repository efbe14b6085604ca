/** DAP over the standard streams of this process, which ends when the client disconnects. */

import { nodeFiles } from '../platform/node/files';
import { embedExecutive } from '../protocol/in-process';
import { HsxDebugSession } from './session';

export function runOnStdio(): void {
  const session = new HsxDebugSession({
    files: nodeFiles,
    connect: (options) => embedExecutive(options),
    cwd: process.cwd(),
  });
  session.start(process.stdin, process.stdout);
}
