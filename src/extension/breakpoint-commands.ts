/** Breakpoints of this debugger among those of others. */

import * as vscode from 'vscode';
import { Command, FILE_EXTENSION } from './contributions/identifiers';

export function registerBreakpointCommands(): vscode.Disposable {
  return vscode.commands.registerCommand(Command.clearBreakpoints, () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints.filter(isOurs));
  });
}

/** Those on functions could be anybody's, and stay. */
const isOurs = (breakpoint: vscode.Breakpoint): boolean =>
  breakpoint instanceof vscode.SourceBreakpoint && breakpoint.location.uri.path.endsWith(FILE_EXTENSION);
