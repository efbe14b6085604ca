/** Tasks of type `hsx`: they run the command line of this extension, with the Node that runs VS Code itself. */

import { join, relative } from 'pathe';
import * as vscode from 'vscode';
import { PROJECT_FILE } from '../toolchain/project/project';
import { FILE_EXTENSION, LANGUAGE_ID, Matcher, TASK_TYPE } from './contributions/identifiers';
import { registerProgramCommands } from './programs/program-commands';
import { asHsxTask, type HsxTask, taskArguments } from './task-command';
import { workspaceFiles } from './workspace-files';

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

  const provider = vscode.tasks.registerTaskProvider(TASK_TYPE, {
    async provideTasks() {
      const sources = [...(await findProjects()), ...(await findSources())];
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
  const commands = registerProgramCommands((task, files, scope) => {
    const definition = { type: TASK_TYPE, task, files } as const;
    const names = files.map((file) => (scope ? relative(scope.uri.fsPath, file) : file));
    return create(definition, definition, scope ?? vscode.TaskScope.Workspace, `${task} ${names.join(' ')}`);
  });
  return vscode.Disposable.from(provider, commands);
}

type Scope = vscode.WorkspaceFolder | vscode.TaskScope.Workspace | vscode.TaskScope.Global;

interface Source {
  readonly scope: Scope;
  /** Relative to the workspace folder, absolute outside of all; or a program of hsx.json. */
  readonly file: string;
}

/** The programs of the hsx.json at the top of each workspace folder. */
async function findProjects(): Promise<Source[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const { readProject } = await import('../toolchain/project/read');
  const found = await Promise.all(
    folders.map(async (scope) => {
      const bytes = await workspaceFiles.read(join(scope.uri.fsPath, PROJECT_FILE));
      const { programs } = readProject(PROJECT_FILE, new TextDecoder().decode(bytes));
      return programs.map(({ name }) => ({ scope, file: name }));
    }),
  );
  return found.flat();
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
