/** The language server on any connection: documents, settings, and what is told without being asked. */

import {
  type Connection,
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReader } from '../platform/files';
import { Contexts } from './contexts';
import { Features } from './features';
import { DiagnosticsPublisher } from './publish-diagnostics';

/**
 * Serves until the connection ends.
 * @param files the disk, for files that are not open
 */
export function startServer(connection: Connection, files: FileReader): void {
  const documents = new TextDocuments(TextDocument);
  const publisher = new DiagnosticsPublisher(connection, documents, files);
  const contexts = new Contexts(documents, files);
  const features = new Features(connection, {
    contextOf: (uri) => contexts.ofUri(uri),
    contextOfPath: (path) => contexts.ofPath(path),
    textOf: (uri) => documents.get(uri)?.getText(),
    list: async (folder) => (await files.list(folder)).map((entry) => (entry.folder ? `${entry.name}/` : entry.name)),
  });
  let dynamicConfiguration = false;

  connection.onShutdown(() => publisher.stop());
  connection.onInitialize((params) => {
    dynamicConfiguration = params.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    return {
      serverInfo: { name: 'HSX language server' },
      capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, ...features.initialize(params) },
    };
  });
  connection.onInitialized(async () => {
    if (dynamicConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'hsx' });
    }
    await features.configure();
  });
  connection.onDidChangeConfiguration(() => features.configure());

  documents.onDidChangeContent(({ document }) => {
    contexts.invalidate();
    publisher.documentChanged(document.uri);
  });
  documents.onDidClose(({ document }) => {
    contexts.invalidate();
    features.documentClosed(document.uri);
    publisher.documentClosed(document.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    contexts.invalidate();
    for (const { uri } of changes) publisher.fileChanged(uri);
  });

  documents.listen(connection);
  connection.listen();
}
