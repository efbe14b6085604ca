/** What can be done with a program of the view: run, debug, build, check, and go to where it is defined. */

import * as vscode from 'vscode';
import type { ListedProgram } from '../../language-server/programs/program-list';
import { Command, DEBUG_TYPE } from '../contributions/identifiers';
import type { ProgramNode } from './program-tree';

/** @param taskOf the task that builds or checks these files, or this program of a project */
export function registerProgramCommands(
  taskOf: (task: 'build' | 'check', files: readonly string[], scope: vscode.WorkspaceFolder | undefined) => vscode.Task,
): vscode.Disposable {
  const register = (command: string, perform: (program: ListedProgram) => Thenable<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(command, (node?: ProgramNode) =>
      node?.kind === 'program' ? perform(node.program) : undefined,
    );
  return vscode.Disposable.from(
    register(Command.runProgram, (program) => start(program, true)),
    register(Command.debugProgram, (program) => start(program, false)),
    register(Command.buildProgram, (program) =>
      vscode.tasks.executeTask(taskOf('build', linkedFiles(program), folderOf(program))),
    ),
    register(Command.checkProgram, (program) =>
      vscode.tasks.executeTask(taskOf('check', program.starts, folderOf(program))),
    ),
    register(Command.openProgram, ({ location: { uri, range } }) =>
      vscode.window.showTextDocument(vscode.Uri.parse(uri), {
        selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
      }),
    ),
  );
}

/** A build looks for nothing by itself: what was found by its exports is named as well. */
const linkedFiles = ({ origin, starts, units }: ListedProgram): readonly string[] =>
  origin === 'project' ? starts : units.map(({ path }) => path);

const folderOf = ({ location }: ListedProgram): vscode.WorkspaceFolder | undefined =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(location.uri));

function start(program: ListedProgram, noDebug: boolean): Thenable<boolean> {
  const configuration = {
    type: DEBUG_TYPE,
    request: 'launch',
    name: `HSX: ${program.name}`,
    program: program.starts,
    ...(program.starts.length > 1 && { link: true }),
  };
  return vscode.debug.startDebugging(folderOf(program), configuration, { noDebug });
}
