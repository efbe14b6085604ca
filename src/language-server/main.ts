/** Entry of the language server in Node: with `--node-ipc` on the channel to the parent process, else on standard streams. */

import { IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
import { nodeFiles } from '../platform/node/files';
import { endWithProcess } from './client-process';
import { startServer } from './server';
import { runOnStdio } from './stdio';

function runOnIpc(): void {
  process.on('disconnect', () => process.exit(1));
  startServer({
    reader: new IPCMessageReader(process),
    writer: new IPCMessageWriter(process),
    files: nodeFiles,
    watchClient: endWithProcess,
    exit: (code) => process.exit(code),
  });
}

if (process.argv.includes('--node-ipc')) runOnIpc();
else runOnStdio();
