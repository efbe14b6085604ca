/** Tells the client how a long request fares; the client may cancel it. */

import { ProgressEndEvent, ProgressStartEvent, ProgressUpdateEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Call, progressIdOf } from './calls';
import type { ClientPort } from './client-port';

export class Progress {
  private readonly id: string;

  constructor(
    private readonly client: ClientPort,
    call: Call,
    title: string,
  ) {
    this.id = progressIdOf(call);
    if (!client.understandsProgress) return;
    const event: DebugProtocol.ProgressStartEvent = new ProgressStartEvent(this.id, title);
    event.body = { ...event.body, requestId: call.seq, cancellable: true, percentage: 0 };
    client.send(event);
  }

  /** @param done how much of the whole, 0 to 1 */
  update(message: string, done: number): void {
    if (!this.client.understandsProgress) return;
    const event: DebugProtocol.ProgressUpdateEvent = new ProgressUpdateEvent(this.id, message);
    event.body.percentage = Math.floor(100 * done);
    this.client.send(event);
  }

  end(): void {
    if (this.client.understandsProgress) this.client.send(new ProgressEndEvent(this.id));
  }
}
