/** A word in the status bar about the executive that a session is attached to. */

import * as vscode from 'vscode';
import type { CONNECTION_EVENT } from '../adapter/connection-report';
import { DEBUG_TYPE } from './contributions/identifiers';

/** Written out, because importing it would load the debug adapter. */
const connectionEvent: typeof CONNECTION_EVENT = 'hsx/connection';

interface Connection {
  readonly state: 'connected' | 'reconnecting' | 'lost' | 'closed';
  readonly address: string;
}

export function showConnectionStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('hsx.connection', vscode.StatusBarAlignment.Left);
  item.name = 'HSX: executive';
  const connections = new Map<vscode.DebugSession, Connection>();
  const show = (): void => {
    const [worst] = [...connections.values()].sort((a, b) => Number(isWell(a)) - Number(isWell(b)));
    if (!worst) {
      item.hide();
      return;
    }
    const { state, address } = worst;
    item.text = isWell(worst) ? `$(plug) HSX: ${address}` : `$(sync~spin) HSX: ${wordsOf(state)} ${address}`;
    item.tooltip = [...connections].map(([{ name }, one]) => `${name}: ${one.state}, ${one.address}`).join('\n');
    item.show();
  };
  return vscode.Disposable.from(
    item,
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== DEBUG_TYPE || event !== connectionEvent) return;
      connections.set(session, body as Connection);
      show();
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (connections.delete(session)) show();
    }),
  );
}

const isWell = ({ state }: Connection): boolean => state === 'connected';
const wordsOf = (state: Connection['state']): string =>
  state === 'reconnecting' ? 'reconnecting to' : 'disconnected from';
