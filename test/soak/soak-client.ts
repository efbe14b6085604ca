/** One client of the soak: requests and all events over one connection, which it loses now and then. */

import { connect, type Socket } from 'node:net';
import type { Json, JsonObject } from '../protocol/client';
import { SeenNumbers } from './numbers';

const FEATURES = ['events', 'shared_stream', 'load_image', 'stack', 'watch', 'clock_limit'];

export class SoakClient {
  readonly seen = new SeenNumbers();
  /** Warnings that events were dropped for this client. */
  dropped = 0;
  private socket: Socket | undefined;
  private session: string | undefined;
  private text = '';
  /** Who waits for an answer over the present connection. */
  private answers: ((answer: JsonObject | undefined) => void)[] = [];

  constructor(private readonly port: number) {}

  /** Goes on behind the last event seen. */
  async connect(): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port: this.port, noDelay: true });
    const answers: SoakClient['answers'] = [];
    this.socket = socket;
    this.answers = answers;
    this.text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const answer of answers.splice(0)) answer(undefined);
    });
    if (this.session === undefined) {
      const opened = await this.request({
        cmd: 'session.open',
        capabilities: { features: FEATURES, max_events: 2048 },
        heartbeat_s: 300,
      });
      this.session = (opened?.['session'] as JsonObject)['id'] as string;
    }
    const { last } = this.seen;
    await this.request({ cmd: 'events.subscribe', shared: true, ...(last > 0 && { filters: { since_seq: last } }) });
  }

  /** `undefined` when the connection was lost. */
  request(message: JsonObject): Promise<JsonObject | undefined> {
    const { socket, session } = this;
    return new Promise((resolve) => {
      if (!socket || socket.destroyed) return resolve(undefined);
      this.answers.push(resolve);
      socket.write(`${JSON.stringify({ ...message, ...(session !== undefined && { session }) })}\n`);
    });
  }

  /** In the middle of whatever is under way. */
  disconnect(): void {
    this.socket?.destroy();
  }

  private take(chunk: string): void {
    // What comes after the connection was given up is not counted: it will come again.
    if (this.socket?.destroyed) return;
    const lines = (this.text + chunk).split('\n');
    this.text = lines.pop()!;
    for (const line of lines) this.read(JSON.parse(line));
  }

  private read(message: JsonObject): void {
    if ('status' in message) this.answers.shift()?.(message);
    else if (message['type'] !== 'warning') this.seen.add(message['seq'] as number);
    else if ((message['data'] as { [key: string]: Json })['reason'] === 'event_dropped') this.dropped++;
  }
}
