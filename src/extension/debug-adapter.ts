/** The debug adapter runs inside the extension host; its code loads with the first session. */

import * as vscode from 'vscode';
import { DEBUG_TYPE } from './contributions/identifiers';

export function registerDebugAdapter(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
    async createDebugAdapterDescriptor() {
      const { createInlineSession } = await import('./inline-session');
      return new vscode.DebugAdapterInlineImplementation(createInlineSession());
    },
  });
}
