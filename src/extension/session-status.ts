/** A word in the status bar about the sessions of this debugger: how each fares, and which tasks it shows. */

import * as vscode from 'vscode';
import { DEBUG_TYPE } from './contributions/identifiers';
import { isLasting, type Message, note, type Status, starting, textOf, wordsOf } from './session-state';

export function showSessionStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('hsx.session', vscode.StatusBarAlignment.Left);
  item.name = 'HSX: debugger';
  const sessions = new Map<vscode.DebugSession, Status>();
  const show = (): void => {
    const text = textOf([...sessions.values()]);
    if (text === undefined) {
      item.hide();
      return;
    }
    item.text = text;
    item.tooltip = [...sessions].map(([{ name }, status]) => `${name}: ${wordsOf(status)}`).join('\n');
    item.show();
  };
  const end = (session: vscode.DebugSession): void => {
    const status = sessions.get(session);
    if (!status || isLasting(status)) return;
    sessions.delete(session);
    show();
  };
  const begin = (session: vscode.DebugSession, status: Status): void => {
    for (const [old, before] of sessions) if (isLasting(before)) sessions.delete(old);
    sessions.set(session, status);
    show();
  };
  const follow = (session: vscode.DebugSession): vscode.DebugAdapterTracker => {
    const status = starting();
    return {
      onWillStartSession: () => begin(session, status),
      onDidSendMessage: (message: Message) => {
        const before = wordsOf(status);
        note(status, message);
        if (wordsOf(status) !== before) show();
      },
      onWillStopSession: () => end(session),
      onExit: () => end(session),
    };
  };
  return vscode.Disposable.from(
    item,
    vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, { createDebugAdapterTracker: follow }),
    vscode.debug.onDidTerminateDebugSession(end),
  );
}
