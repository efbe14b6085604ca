/** The language server on any connection: what it can do, and which file does it. */

import { type Connection, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReader } from '../platform/files';
import { foldingRanges } from './folding-range';
import { formatting } from './formatting';
import { hover } from './hover';
import { DiagnosticsPublisher } from './publish-diagnostics';

/**
 * Serves until the connection ends.
 * @param files the disk, for files that are not open
 */
export function startServer(connection: Connection, files: FileReader): void {
  const documents = new TextDocuments(TextDocument);
  const publisher = new DiagnosticsPublisher(connection, documents, files);

  connection.onShutdown(() => publisher.stop());
  connection.onInitialize(() => ({
    serverInfo: { name: 'HSX language server' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      foldingRangeProvider: true,
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
    },
  }));

  documents.onDidChangeContent(({ document }) => publisher.documentChanged(document.uri));
  documents.onDidClose(({ document }) => publisher.documentClosed(document.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) publisher.fileChanged(uri);
  });
  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    return document ? hover(document, position) : null;
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return document ? foldingRanges(document.getText()) : [];
  });
  connection.onDocumentFormatting(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return document ? formatting(document.getText()) : [];
  });
  connection.onDocumentRangeFormatting(({ textDocument, range }) => {
    const document = documents.get(textDocument.uri);
    return document ? formatting(document.getText(), range) : [];
  });

  documents.listen(connection);
  connection.listen();
}
