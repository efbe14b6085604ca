/** Entry of the extension: registers what VS Code asks for. Debug adapter and language client load when needed. */

import type * as vscode from 'vscode';
import { registerBreakpointCommands } from './breakpoint-commands';
import { registerDebugAdapter } from './debug-adapter';
import { registerDebugConfigurations } from './debug-configurations';
import { registerFileCommands } from './file-commands';
import { showLaunchDiagnostics } from './launch-diagnostics';
import { registerPickProgram } from './pick-program';
import { registerPickTask } from './pick-task';
import { showSessionStatus } from './session-status';
import { startClientOnLanguage } from './start-language-client';
import { registerTasks } from './tasks';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    registerDebugConfigurations(),
    registerDebugAdapter(),
    showLaunchDiagnostics(),
    registerFileCommands(),
    registerBreakpointCommands(),
    registerPickProgram(),
    registerPickTask(),
    showSessionStatus(),
    registerTasks(context.asAbsolutePath('dist/cli.js')),
    startClientOnLanguage(context),
  );
}
