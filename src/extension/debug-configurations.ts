/** Completes launch configurations, so that F5 does the expected thing or says what is missing. */

import { basename, dirname, isAbsolute, join } from 'pathe';
import * as vscode from 'vscode';
import { meansAttach } from '../adapter/means-attach';
import { mayNamePrograms, PROJECT_FILE } from '../toolchain/project/project';
import { CLIENT_ID, DEBUG_TYPE, LANGUAGE_ID, Setting } from './contributions/identifiers';
import { debugOpenFile } from './contributions/open-file';

export function registerDebugConfigurations(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      resolveDebugConfiguration: (_folder, configuration) => fillEmpty(configuration),
      resolveDebugConfigurationWithSubstitutedVariables: completed,
    }),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      { provideDebugConfigurations: () => [debugOpenFile] },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  );
}

export function launchConfigurationFor(program: vscode.Uri): vscode.DebugConfiguration {
  return { ...debugOpenFile, name: `HSX: ${basename(program.path)}`, program: program.fsPath };
}

/** The MVASM file on disk that the user looks at. */
function activeProgram(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === LANGUAGE_ID && document.uri.scheme === 'file' ? document.uri : undefined;
}

/** F5 without a launch.json gives an empty configuration. */
function fillEmpty(configuration: vscode.DebugConfiguration): vscode.DebugConfiguration | undefined {
  if (configuration.type || configuration.request || configuration.name) return configuration;
  const program = activeProgram();
  if (program) return { ...configuration, ...launchConfigurationFor(program) };
  void vscode.window.showErrorMessage('Open the MVASM file to debug (saved on disk), then start again.');
  return undefined;
}

const OPEN_CONFIGURATION = 'Open launch.json';

/** `undefined` stops the start, `null` also opens launch.json. */
async function completed(
  folder: vscode.WorkspaceFolder | undefined,
  configuration: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined | null> {
  const cwd: unknown = configuration['cwd'] || folder?.uri.fsPath;
  const numberFormat = vscode.workspace.getConfiguration(CLIENT_ID, folder).get(Setting.numberFormat);
  const complete = { numberFormat, ...configuration, ...(cwd ? { cwd } : {}) };
  // What attaches is called so, since VS Code ends what was launched.
  if (complete.request === 'attach' || meansAttach(complete)) return { ...complete, request: 'attach' };
  const problem = await programProblem(complete);
  if (!problem) return complete;

  const program = activeProgram();
  const debugActive = program && `Debug ${basename(program.path)}`;
  const choice = await vscode.window.showErrorMessage(
    problem,
    ...(debugActive ? [debugActive] : []),
    OPEN_CONFIGURATION,
  );
  if (program && choice === debugActive) return { ...complete, program: program.fsPath };
  return choice === OPEN_CONFIGURATION ? null : undefined;
}

/** What is wrong with `program`, when nothing could be started with it. */
async function programProblem({ program, cwd, name }: vscode.DebugConfiguration): Promise<string | undefined> {
  const programs: unknown[] = Array.isArray(program) ? program : [program];
  const paths = programs.filter((path): path is string => typeof path === 'string' && path.trim() !== '');
  if (paths.length === 0) return `The launch configuration "${name}" names no "program": the file to run.`;
  for (const path of paths) {
    const absolute = isAbsolute(path) || !cwd ? path : join(cwd, path);
    const isThere = (await exists(absolute)) || (await mayBeOfProject(absolute));
    if (!isThere) return `The program "${path}" of the launch configuration "${name}" does not exist.`;
  }
  return undefined;
}

/** A program of hsx.json has no file of its name; the debugger tells when it is not there either. */
async function mayBeOfProject(path: string): Promise<boolean> {
  return mayNamePrograms(path) && exists(join(dirname(path), PROJECT_FILE));
}

async function exists(path: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(path));
    return true;
  } catch {
    return false;
  }
}
