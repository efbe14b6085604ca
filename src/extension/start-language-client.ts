/** The language client loads with the first MVASM document or the view of programs, not with the extension. */

import * as vscode from 'vscode';
import { Command, LANGUAGE_ID } from './contributions/identifiers';
import type { StartedClient } from './language-client';
import { ProgramTree } from './programs/program-tree';

export function startClientOnLanguage(context: vscode.ExtensionContext): vscode.Disposable {
  let client: Promise<StartedClient> | undefined;
  const programsChanged = new vscode.EventEmitter<void>();
  const start = (): Promise<StartedClient> => {
    if (client !== undefined) return client;
    client = import('./language-client').then(({ startLanguageClient }) =>
      startLanguageClient(context.asAbsolutePath('dist/server.js'), () => programsChanged.fire()),
    );
    client.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`The HSX language server did not start: ${reason}`);
    });
    return client;
  };
  const startFor = ({ languageId }: vscode.TextDocument): void => {
    if (languageId === LANGUAGE_ID) void start().catch(() => {});
  };
  const opening = vscode.workspace.onDidOpenTextDocument(startFor);
  vscode.workspace.textDocuments.forEach(startFor);
  const showing = vscode.Disposable.from(
    programsChanged,
    new ProgramTree({ list: async () => (await start()).programs(), onDidChange: programsChanged.event }),
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
