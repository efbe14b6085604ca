/** Tasks of type `hsx`: they run the command line of this extension, with the Node that runs VS Code itself. */

import { relative } from 'pathe';
import * as vscode from 'vscode';
import { FILE_EXTENSION, LANGUAGE_ID, Matcher, TASK_TYPE } from './contributions/identifiers';
import { asHsxTask, type HsxTask, taskArguments } from './task-command';

/** @param commandLine absolute path of the bundled `hsx` */
export function registerTasks(commandLine: string): vscode.Disposable {
  const create = (definition: vscode.TaskDefinition, task: HsxTask, scope: Scope, name: string): vscode.Task => {
    const execution = new vscode.ProcessExecution(process.execPath, [commandLine, ...taskArguments(task)], {
      // On a desktop it is an editor that does as Node when it is told to.
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    const matchers = [Matcher.link, Matcher.source].map((matcher) => `$${matcher}`);
    const created = new vscode.Task(definition, scope, name, TASK_TYPE, execution, matchers);
    created.group = vscode.TaskGroup.Build;
    created.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
    return created;
  };

  return vscode.tasks.registerTaskProvider(TASK_TYPE, {
    async provideTasks() {
      const sources = await findSources();
      return sources.flatMap(({ scope, file }) =>
        (['build', 'check'] as const).map((task) => {
          const definition = { type: TASK_TYPE, task, files: [file] };
          return create(definition, definition, scope, `${task} ${file}`);
        }),
      );
    },
    resolveTask({ definition, scope = vscode.TaskScope.Workspace, name }) {
      const task = asHsxTask(definition);
      return task && create(definition, task, scope, name);
    },
  });
}

type Scope = vscode.WorkspaceFolder | vscode.TaskScope.Workspace | vscode.TaskScope.Global;

interface Source {
  readonly scope: Scope;
  /** Relative to the workspace folder; absolute outside of all. */
  readonly file: string;
}

/** The sources at the top of each workspace folder, and the open one wherever it is. */
async function findSources(): Promise<Source[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(
    folders.map((folder) => vscode.workspace.findFiles(new vscode.RelativePattern(folder, `*${FILE_EXTENSION}`))),
  );
  const uris = new Map(found.flat().map((uri) => [uri.fsPath, uri]));
  const open = vscode.window.activeTextEditor?.document;
  if (open?.languageId === LANGUAGE_ID && open.uri.scheme === 'file') uris.set(open.uri.fsPath, open.uri);
  return [...uris.values()].map((uri) => {
    const scope = vscode.workspace.getWorkspaceFolder(uri);
    if (!scope) return { scope: vscode.TaskScope.Workspace, file: uri.fsPath };
    return { scope, file: relative(scope.uri.fsPath, uri.fsPath) };
  });
}
