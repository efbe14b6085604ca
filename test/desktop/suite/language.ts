import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './waiting';

export const LANGUAGE = 'hsx-mvasm';

/** @param name relative to the open folder */
export function exampleUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the folder of the examples is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function languageIsKnown(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(exampleUri('fib_frames.mvasm'));
  await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, LANGUAGE);
  const extension = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === 'hsx-vscode');
  assert.ok(extension, 'the extension is installed');
  await until('the extension to be active', () => extension.isActive || undefined);
}

export async function diagnosticsFollowTheText(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: LANGUAGE,
    content: 'main:\n    ADX R1\n    RET\n',
  });
  const editor = await vscode.window.showTextDocument(document);
  const codes = () => vscode.languages.getDiagnostics(document.uri).map(({ code }) => code);
  await until('the unknown instruction to be marked', () => codes().includes('unknown-mnemonic') || undefined);
  await editor.edit((edit) => edit.replace(new vscode.Range(1, 4, 1, 10), 'PUSH R1'));
  await until('the mark to go', () => codes().length === 0 || undefined);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

export async function hoverExplainsInstruction(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(exampleUri('fib_frames.mvasm'));
  const offset = document.getText().search(/^ +PUSH R7/m) + '    '.length;
  const text = await until('a hover', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset + 1),
    );
    const [content] = hovers[0]?.contents ?? [];
    return content instanceof vscode.MarkdownString ? content.value : undefined;
  });
  assert.match(text, /Push a register/);
}
