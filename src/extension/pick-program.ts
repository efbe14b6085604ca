/** The list of programs for `${command:hsx.pickProgram}` in a launch configuration. */

import { basename, dirname } from 'pathe';
import * as vscode from 'vscode';
import { Command } from './contributions/identifiers';

const PROGRAMS = '**/*.{mvasm,hxe,hxo}';
/** What nobody runs: parts of other programs, and what other tools keep. */
const ELSEWHERE = '**/{node_modules,.git,lib}/**';
const MOST = 1000;

export function registerPickProgram(): vscode.Disposable {
  return vscode.commands.registerCommand(Command.pickProgram, pickProgram);
}

/** The path of the program that was chosen; `undefined` when none was, which stops the start. */
async function pickProgram(): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles(PROGRAMS, ELSEWHERE, MOST);
  if (files.length === 0) {
    void vscode.window.showErrorMessage('There is no MVASM source, object or image in this workspace.');
    return undefined;
  }
  const open = vscode.window.activeTextEditor?.document.uri.toString();
  const items = files
    .map((file) => ({
      label: basename(file.path),
      description: dirname(vscode.workspace.asRelativePath(file)).replace(/^\.$/, ''),
      file,
      isOpen: file.toString() === open,
    }))
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || a.file.path.localeCompare(b.file.path));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'HSX: program to run',
    placeHolder: 'MVASM source, object or image',
    matchOnDescription: true,
  });
  return picked?.file.fsPath;
}
