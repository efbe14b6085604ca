/** Run File and Debug File: the buttons in the editor's title, and the same commands in the palette. */

import * as vscode from 'vscode';
import { Command } from './contributions/identifiers';
import { launchConfigurationFor } from './debug-configurations';

export function registerFileCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(Command.debugFile, (file?: vscode.Uri | string, routine?: unknown) =>
      start(file, routine, false),
    ),
    vscode.commands.registerCommand(Command.runFile, (file?: vscode.Uri | string, routine?: unknown) =>
      start(file, routine, true),
    ),
  );
}

/**
 * @param file a lens of the language server names it by its URI as text
 * @param routine the label above which the lens stands, when it is not the entry; menus pass other things here
 */
async function start(file: vscode.Uri | string | undefined, routine: unknown, noDebug: boolean): Promise<void> {
  const program =
    (typeof file === 'string' ? vscode.Uri.parse(file) : file) ?? vscode.window.activeTextEditor?.document.uri;
  if (!program) {
    void vscode.window.showErrorMessage('Open the MVASM file to run, then start again.');
    return;
  }
  if (program.scheme !== 'file') {
    void vscode.window.showErrorMessage('Save the program to a file on disk, then start again.');
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(program);
  const configuration = launchConfigurationFor(program);
  const started = typeof routine === 'string' ? { ...configuration, entry: routine } : configuration;
  await vscode.debug.startDebugging(folder, started, { noDebug });
}
