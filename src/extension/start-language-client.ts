/** The language client loads with the first MVASM document, not with the extension. */

import * as vscode from 'vscode';
import { Command, LANGUAGE_ID } from './contributions/identifiers';
import type { StartedClient } from './language-client';

export function startClientOnLanguage(context: vscode.ExtensionContext): vscode.Disposable {
  let client: Promise<StartedClient> | undefined;
  const startFor = (document: vscode.TextDocument): void => {
    if (document.languageId !== LANGUAGE_ID || client !== undefined) return;
    client = import('./language-client').then(({ startLanguageClient }) =>
      startLanguageClient(context.asAbsolutePath('dist/server.js')),
    );
    client.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`The HSX language server did not start: ${reason}`);
    });
  };
  const opening = vscode.workspace.onDidOpenTextDocument(startFor);
  vscode.workspace.textDocuments.forEach(startFor);
  const showing = vscode.Disposable.from(
    vscode.commands.registerCommand(Command.showListing, async (source = openSource()) => {
      if (source) await (await client)?.showListing(source);
    }),
    vscode.commands.registerCommand(Command.showMemoryMap, async (source = openSource()) => {
      if (source) await (await client)?.showMemoryMap(source);
    }),
  );
  return new vscode.Disposable(() => {
    opening.dispose();
    showing.dispose();
    return client?.then(
      (started) => started.dispose(),
      // A client that never started has told so.
      () => undefined,
    );
  });
}

function openSource(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === LANGUAGE_ID ? document.uri : undefined;
}
