/**
 * Where the debug adapter runs: in a process of its own, so that a program which never ends cannot slow the other
 * extensions down; inside the extension host where its files are not on a disk, or when the user says so.
 */

import * as vscode from 'vscode';
import { CLIENT_ID, DEBUG_TYPE, Setting } from './contributions/identifiers';

export function registerDebugAdapter(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
    async createDebugAdapterDescriptor({ workspaceFolder }, executable) {
      const inline = vscode.workspace.getConfiguration(CLIENT_ID).get<boolean>(Setting.inProcess, false);
      const onDisk = workspaceFolder === undefined || workspaceFolder.uri.scheme === 'file';
      if (executable && onDisk && !inline) return executable;
      const { createInlineSession } = await import('./inline-session');
      return new vscode.DebugAdapterInlineImplementation(createInlineSession());
    },
  });
}
