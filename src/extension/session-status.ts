/** A word in the status bar about the sessions of this debugger: how each fares, and which tasks it shows. */

import * as vscode from 'vscode';
import type { CONNECTION_EVENT } from '../adapter/connection-report';
import { DEBUG_TYPE } from './contributions/identifiers';

/** Written out, because importing it would load the debug adapter. */
const connectionEvent: typeof CONNECTION_EVENT = 'hsx/connection';

/** From the most to the least urgent. */
const states = ['error', 'disconnected', 'reconnecting', 'starting', 'debugging', 'connected'] as const;
type State = (typeof states)[number];

const icons: Readonly<Record<State, string>> = {
  error: '$(error)',
  disconnected: '$(debug-disconnect)',
  reconnecting: '$(sync~spin)',
  starting: '$(loading~spin)',
  debugging: '$(debug-alt)',
  connected: '$(plug)',
};

interface Status {
  state: State;
  /** Of the executive that it is attached to. */
  address?: string;
  readonly pids: Set<number>;
}

const ofConnection: Readonly<Record<string, State>> = {
  connected: 'connected',
  reconnecting: 'reconnecting',
  lost: 'disconnected',
};

/** What a message of the adapter tells. */
function note(status: Status, message: Message): void {
  const { type, event, command, success, body } = message;
  if (type === 'response' && success === false && (command === 'launch' || command === 'attach'))
    status.state = 'error';
  if (event === 'thread' && body?.reason === 'started') status.pids.add(Number(body.threadId));
  if (event === 'thread' && body?.reason === 'exited') status.pids.delete(Number(body.threadId));
  if (event === 'process') status.state = 'connected';
  if (event === 'stopped') status.state = 'debugging';
  const goesOn = event === 'continued' || (type === 'response' && success && command === 'continue');
  if (goesOn && status.state === 'debugging') status.state = 'connected';
  if (event !== connectionEvent) return;
  status.address = String(body?.address);
  status.state = ofConnection[String(body?.state)] ?? status.state;
}

interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: Readonly<Record<string, unknown>>;
}

function wordsOf({ state, address, pids }: Status): string {
  if (state === 'reconnecting') return `reconnecting to ${address}`;
  if (state === 'disconnected') return `disconnected from ${address}`;
  if (state === 'starting' || state === 'error') return state;
  const tasks = pids.size === 0 ? '' : ` (pid ${[...pids].join(', ')})`;
  return `${state}${address === undefined ? '' : ` ${address}`}${tasks}`;
}

export function showSessionStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('hsx.session', vscode.StatusBarAlignment.Left);
  item.name = 'HSX: debugger';
  const sessions = new Map<vscode.DebugSession, Status>();
  const show = (): void => {
    const all = [...sessions.values()];
    const state = states.find((each) => all.some((status) => status.state === each));
    const first = all.find((status) => status.state === state);
    if (!state || !first) {
      item.hide();
      return;
    }
    item.text = `${icons[state]} HSX: ${wordsOf(first)}`;
    item.tooltip = [...sessions].map(([{ name }, status]) => `${name}: ${wordsOf(status)}`).join('\n');
    item.show();
  };
  /** An error is told until the next session begins. */
  const end = (session: vscode.DebugSession): void => {
    if (sessions.get(session)?.state !== 'error' && sessions.delete(session)) show();
  };
  const begin = (session: vscode.DebugSession, status: Status): void => {
    for (const [old, { state }] of sessions) if (state === 'error') sessions.delete(old);
    sessions.set(session, status);
    show();
  };
  const follow = (session: vscode.DebugSession): vscode.DebugAdapterTracker => {
    const status: Status = { state: 'starting', pids: new Set() };
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
