/** The adapter's host where there is a disk. */

import { nodeBackEnds } from '../platform/node/back-ends';
import { nodeFiles } from '../platform/node/files';
import { tcpConnections } from '../platform/node/tcp-connection';
import { offerTerminal } from '../platform/node/terminal-link';
import { watchFile } from '../platform/node/watch-file';
import type { AdapterHost } from './host';

export const nodeHost = (): AdapterHost => ({
  files: nodeFiles,
  backEnds: nodeBackEnds,
  offerTerminal,
  tcp: tcpConnections,
  watch: watchFile,
  cwd: process.cwd(),
});
