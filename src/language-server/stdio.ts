/** LSP over the standard streams of this process, which ends with its client. */

import { StreamMessageReader } from 'vscode-languageserver/node';
import { nodeFiles } from '../platform/node/files';
import { endWithProcess } from './client-process';
import { startServer } from './server';
import { StreamWriter } from './stream-writer';

export function runOnStdio(): void {
  const { stdin, stdout } = process;
  // A client that has gone does not read what is still to be said.
  stdout.on('error', () => process.exit(1));
  startServer({
    reader: new StreamMessageReader(stdin),
    writer: new StreamWriter(stdout),
    files: nodeFiles,
    watchClient: endWithProcess,
    exit: (code) => process.exit(code),
  });
}
