/** Files as VS Code sees them, for the debug adapter inside the extension host. */

import * as vscode from 'vscode';
import type { FileReader } from '../platform/files';

/** Of a rejected read: whether there is just no such file. */
const isAbsent = (error: unknown): boolean =>
  error instanceof vscode.FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory');

async function orElse<Result, Default>(reading: Thenable<Result>, absent: Default): Promise<Result | Default> {
  try {
    return await reading;
  } catch (error) {
    if (isAbsent(error)) return absent;
    throw error;
  }
}

export const workspaceFiles: FileReader = {
  read: (path) => orElse(vscode.workspace.fs.readFile(vscode.Uri.file(path)), undefined),
  async list(folder) {
    const entries = await orElse(vscode.workspace.fs.readDirectory(vscode.Uri.file(folder)), []);
    return entries.map(([name, type]) => ({ name, folder: (type & vscode.FileType.Directory) !== 0 }));
  },
};
