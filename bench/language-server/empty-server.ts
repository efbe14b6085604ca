/** A language server that finds nothing: the floor for any server on the same library and pipes. */

import {
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';

const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
const publish = ({ uri, version }: { readonly uri: string; readonly version: number }): void => {
  void connection.sendDiagnostics({ uri, version, diagnostics: [] });
};
connection.onInitialize(() => ({
  capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
}));
connection.onDidOpenTextDocument(({ textDocument }) => publish(textDocument));
connection.onDidChangeTextDocument(({ textDocument }) => publish(textDocument));
connection.listen();
