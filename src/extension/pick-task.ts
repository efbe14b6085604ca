/** The list of tasks for `${command:hsx.pickTask}` in an attach configuration. */

import * as vscode from 'vscode';
import { DEFAULT_HOST, DEFAULT_PORT } from '../protocol/default-address';
import { Command } from './contributions/identifiers';

export function registerPickTask(): vscode.Disposable {
  return vscode.commands.registerCommand(Command.pickTask, pickTask);
}

interface Address {
  readonly host?: string;
  readonly port?: number | string;
  readonly token?: string;
}

/**
 * The pid of the task that was chosen; `undefined` when none was, which stops the start.
 * @param configuration the one that asks: it tells the executive
 */
async function pickTask(configuration: Address = {}): Promise<string | undefined> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, token } = configuration;
  const address = `${host}:${port}`;
  try {
    const items = (await tasksAt({ host, port: Number(port) }, token)).map(({ pid, name, state, program }) => ({
      label: name,
      description: `pid ${pid}, ${state}`,
      detail: program,
      pid: String(pid),
    }));
    if (items.length === 0) {
      void vscode.window.showErrorMessage(`The executive at ${address} has no tasks.`);
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(items, { title: `HSX: task at ${address}`, matchOnDetail: true });
    return picked?.pid;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`The tasks at ${address} cannot be listed: ${reason}.`);
    return undefined;
  }
}

async function tasksAt(address: { host: string; port: number }, token: string | undefined) {
  const { listTasks } = await import('../protocol/remote/list-tasks');
  const { tcpConnections } = await import('../platform/node/tcp-connection');
  return listTasks(tcpConnections(address), token);
}
