/** How the connection to a remote executive fares, for people: in the console, as progress, and for a status bar. */

import { Event, ProgressEndEvent, ProgressStartEvent } from '@vscode/debugadapter';
import type { LinkState } from '../protocol/remote/link';
import type { ClientPort } from './client-port';

/** An event of ours, which a client may pass over: `{ state, address }`. */
export const CONNECTION_EVENT = 'hsx/connection';

export class ConnectionReport {
  private progress: string | undefined;
  private count = 0;

  constructor(
    private readonly client: ClientPort,
    private readonly address: string,
  ) {}

  /** The session begins. */
  begun(): void {
    this.tell('connected');
  }

  on(state: LinkState): void {
    const { client, address } = this;
    switch (state.kind) {
      case 'reconnecting':
        client.say(
          `The connection to the executive at ${address} is lost (${state.reason}); trying again for a minute.`,
        );
        this.begin();
        break;
      case 'connected':
        client.say(
          state.restarted
            ? `Connected with ${address} again; the executive was restarted.`
            : `Connected with ${address} again.`,
        );
        this.end();
        break;
      case 'lost':
        client.say(`The connection to the executive at ${address} is lost for good: ${state.reason}.`, 'stderr');
        this.end();
        break;
      case 'closed':
        this.end();
    }
    this.tell(state.kind);
  }

  private tell(state: LinkState['kind']): void {
    this.client.send(new Event(CONNECTION_EVENT, { state, address: this.address }));
  }

  /** Nobody waits any more. */
  end(): void {
    if (this.progress !== undefined) this.client.send(new ProgressEndEvent(this.progress));
    this.progress = undefined;
  }

  private begin(): void {
    if (!this.client.understandsProgress) return;
    this.progress = `reconnect-${++this.count}`;
    this.client.send(new ProgressStartEvent(this.progress, 'HSX', `Reconnecting to ${this.address}`));
  }
}
