/** The language client loads with the first MVASM document, not with the extension. */

import * as vscode from 'vscode';
import { LANGUAGE_ID } from './contributions/identifiers';

export function startClientOnLanguage(context: vscode.ExtensionContext): vscode.Disposable {
  let client: Promise<{ dispose(): Promise<void> }> | undefined;
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
  return new vscode.Disposable(() => {
    opening.dispose();
    return client?.then(
      (started) => started.dispose(),
      // A client that never started has told so.
      () => undefined,
    );
  });
}
