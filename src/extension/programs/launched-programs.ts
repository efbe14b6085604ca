/** The programs that launch configurations and tasks name, for the language server. */

import { basename, isAbsolute, join } from 'pathe';
import * as vscode from 'vscode';
import { DEBUG_TYPE, TASK_TYPE, variable } from '../contributions/identifiers';

export interface LaunchedProgram {
  readonly name: string;
  /** URIs of sources and objects, in link order. */
  readonly units: readonly string[];
  readonly findImports: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** Those of all folders. What a variable names that only a start fills in is left out, as are images and projects. */
export function launchedPrograms(): LaunchedProgram[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
    const entries = (section: string, key: string): Members[] => {
      const list: unknown = vscode.workspace.getConfiguration(section, folder).get(key);
      return Array.isArray(list) ? list : [];
    };
    const launches = entries('launch', 'configurations').filter(({ type }) => type === DEBUG_TYPE);
    const tasks = entries('tasks', 'tasks').filter(({ type }) => type === TASK_TYPE);
    return [...launches.flatMap((each) => ofLaunch(each, folder)), ...tasks.flatMap((each) => ofTask(each, folder))];
  });
}

/** Tells when the answer of {@link launchedPrograms} may be another one. */
export function onLaunchedProgramsChanged(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('launch') || event.affectsConfiguration('tasks')) changed();
  });
}

function ofLaunch({ name, program, link, cwd }: Members, folder: vscode.WorkspaceFolder): LaunchedProgram[] {
  const files = Array.isArray(program) ? program : [program];
  const groups = link === true ? [files] : files.map((file) => [file]);
  const nameOf = ([first]: readonly unknown[]): string =>
    groups.length > 1 ? `${name}: ${basename(String(first))}` : String(name);
  return groups.flatMap((group) => programOf(nameOf(group), group, true, folder, cwd));
}

/** A build links what it is given; a check also looks for exports. */
function ofTask({ label, task, files }: Members, folder: vscode.WorkspaceFolder): LaunchedProgram[] {
  return Array.isArray(files) ? programOf(String(label ?? task), files, task === 'check', folder, undefined) : [];
}

function programOf(
  name: string,
  files: readonly unknown[],
  findImports: boolean,
  folder: vscode.WorkspaceFolder,
  cwd: unknown,
): LaunchedProgram[] {
  const resolve = (path: string): string => path.replaceAll(variable('workspaceFolder'), folder.uri.fsPath);
  const base = typeof cwd === 'string' ? resolve(cwd) : folder.uri.fsPath;
  const paths = files.filter((file): file is string => typeof file === 'string').map(resolve);
  const isKnown = paths.length === files.length && [base, ...paths].every((path) => !path.includes('${'));
  if (!isKnown || !paths.every((path) => /\.(mvasm|asm|hxo)$/i.test(path))) return [];
  const units = paths.map((path) => folder.uri.with({ path: uriPath(isAbsolute(path) ? path : join(base, path)) }));
  return [{ name, units: units.map(String), findImports }];
}

const uriPath = (path: string): string => vscode.Uri.file(path).path;
