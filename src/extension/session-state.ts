/** How a debug session fares, as the messages of its adapter tell: for the status bar. */

import type { CONNECTION_EVENT } from '../adapter/connection-report';

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

export interface Status {
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
export function note(status: Status, message: Message): void {
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

export interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: Readonly<Record<string, unknown>>;
}

export function wordsOf({ state, address, pids }: Status): string {
  if (state === 'reconnecting') return `reconnecting to ${address}`;
  if (state === 'disconnected') return `disconnected from ${address}`;
  if (state === 'starting' || state === 'error') return state;
  const tasks = pids.size === 0 ? '' : ` (pid ${[...pids].join(', ')})`;
  return `${state}${address === undefined ? '' : ` ${address}`}${tasks}`;
}

/** As the session begins. */
export const starting = (): Status => ({ state: 'starting', pids: new Set() });

/** How it ended is told until the next session begins. */
export const isLasting = ({ state }: Status): boolean => state === 'error' || state === 'disconnected';

/** Of several sessions the one that needs somebody most; with its icon. */
export function textOf(all: readonly Status[]): string | undefined {
  const state = states.find((each) => all.some((status) => status.state === each));
  const first = all.find((status) => status.state === state);
  return state && first && `${icons[state]} HSX: ${wordsOf(first)}`;
}
