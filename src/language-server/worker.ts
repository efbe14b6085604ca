/** Entry of the language server in a web worker: messages are objects, and all files are those that the client opens. */

import { BrowserMessageReader, BrowserMessageWriter } from 'vscode-languageserver/browser';
import type { FileReader } from '../platform/files';
import { startServer } from './server';

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0] & { close(): void };

const noFiles: FileReader = {
  read: async () => undefined,
  list: async () => [],
};

startServer({
  reader: new BrowserMessageReader(self),
  writer: new BrowserMessageWriter(self),
  files: noFiles,
  exit: () => self.close(),
});
