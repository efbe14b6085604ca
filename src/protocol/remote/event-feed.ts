/** The connection on which an executive sends its events (executive-protocol spec 11). */

import type { LineConnection, OpenConnection } from '../../platform/line-connection';
import { ConnectionError, RefusedError } from './errors';
import { decodeMessage, encodeRequest, type Fields } from './message';

/** All that is given must hold for an event; `warning` events come in any case. */
export interface EventFilters {
  readonly pid?: readonly number[];
  readonly categories?: readonly string[];
}

export interface FeedOptions {
  readonly session: string;
  readonly filters?: EventFilters | undefined;
  /** Events after this one that happened before the subscription come first. */
  readonly since?: number | undefined;
  /** Milliseconds until the subscription must be confirmed. */
  readonly timeout: number;
}

/** An event as it came: not validated but for its number and type. */
export interface WireEvent extends Fields {
  readonly seq: number;
  readonly type: string;
}

interface FeedHandlers {
  onEvent(event: WireEvent): void;
  /** The stream has ended, whatever the reason; not called after {@link EventFeed.close}. */
  onEnd(reason: string): void;
}

export class EventFeed {
  private connection: LineConnection | undefined;
  private confirm: ((line: string) => void) | undefined;
  private refuse: ((error: Error) => void) | undefined;

  constructor(private readonly handlers: FeedHandlers) {}

  /**
   * Subscribes.
   * @returns the number of the newest event there is
   * @throws RefusedError, ConnectionError
   */
  async open(
    connect: OpenConnection,
    { session, filters = {}, since, timeout }: FeedOptions,
  ): Promise<{ cursor: number }> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const confirmation = new Promise<string>((resolve, reject) => {
      this.confirm = resolve;
      this.refuse = reject;
      const late = () => reject(new ConnectionError('timeout', 'the executive did not confirm the subscription'));
      timer = setTimeout(late, timeout);
    });
    // It may be refused before anybody waits for it.
    confirmation.catch(() => {});
    try {
      this.connection = await this.connect(connect);
      const wanted = { ...filters, ...(since !== undefined && { since_seq: since }) };
      this.connection.send(
        encodeRequest({
          cmd: 'events.subscribe',
          version: 1,
          session,
          ...(Object.keys(wanted).length > 0 && { filters: wanted }),
        }),
      );
      return readConfirmation(await confirmation);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
      this.confirm = this.refuse = undefined;
    }
  }

  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async connect(connect: OpenConnection): Promise<LineConnection> {
    try {
      return await connect({ onLine: (line) => this.onLine(line), onClose: (reason) => this.onClose(reason) });
    } catch (error) {
      throw new ConnectionError('unreachable', error instanceof Error ? error.message : String(error));
    }
  }

  private onLine(line: string): void {
    if (this.confirm) {
      this.confirm(line);
      this.confirm = undefined;
      return;
    }
    const event = decodeMessage(line);
    // What is no event cannot be helped and does no harm.
    if (typeof event?.['seq'] === 'number' && typeof event['type'] === 'string') {
      this.handlers.onEvent(event as WireEvent);
    }
  }

  private onClose(reason: string): void {
    const wasOpen = this.connection !== undefined;
    this.connection = undefined;
    if (this.refuse) this.refuse(new ConnectionError('lost', `the event stream broke: ${reason}`));
    else if (wasOpen) this.handlers.onEnd(reason);
  }
}

function readConfirmation(line: string): { cursor: number } {
  const answer = decodeMessage(line);
  if (answer?.['status'] === 'error') throw new RefusedError('events.subscribe', String(answer['error']));
  const events = answer?.['events'] as Fields | undefined;
  if (answer?.['status'] !== 'ok' || typeof events !== 'object') {
    throw new ConnectionError('garbage', 'the executive answered the subscription with something else');
  }
  const { cursor } = events;
  return { cursor: typeof cursor === 'number' ? cursor : 0 };
}
