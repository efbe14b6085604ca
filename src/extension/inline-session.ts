/** The debug adapter inside the extension host: a bundle of its own, loaded with the first session. */

import type * as vscode from 'vscode';
import { HsxDebugSession } from '../adapter/session';
import { workspaceFiles } from './workspace-files';

export function createInlineSession(): vscode.DebugAdapter {
  return new HsxDebugSession(() => ({ files: workspaceFiles }));
}
