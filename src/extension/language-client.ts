/** The client of the language server. A bundle of its own: it is the largest part of the extension. */

import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, FILE_EXTENSION, LANGUAGE_ID, SOURCE_PROBLEMS } from './contributions/identifiers';

/**
 * @param serverModule absolute path of the bundled server
 * @returns once the server is ready
 */
export async function startLanguageClient(serverModule: string): Promise<LanguageClient> {
  const client = new LanguageClient(
    CLIENT_ID,
    'HSX Language Server',
    { module: serverModule, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: LANGUAGE_ID }],
      diagnosticCollectionName: SOURCE_PROBLEMS,
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(`**/*${FILE_EXTENSION}`) },
    },
  );
  await client.start();
  return client;
}
