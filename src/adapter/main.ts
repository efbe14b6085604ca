/** The adapter as a process of its own: DAP over standard input and output. */

import { nodeFiles } from '../platform/node/files';
import { embedExecutive } from '../protocol/in-process';
import { HsxDebugSession } from './session';

const session = new HsxDebugSession({ files: nodeFiles, connect: () => embedExecutive(), cwd: process.cwd() });
session.start(process.stdin, process.stdout);
