/** An executive that a test scripts, behind connections in memory. */

import type { LineConnection, LineHandlers, OpenConnection } from '../../platform/line-connection';
import type { Fields } from './message';

/** Fields of an answer, the text of an error, a line as it is, or nothing at all. */
export type FakeAnswer = Fields | { readonly error: string } | { readonly raw: string } | undefined;

interface FakeConnection {
  readonly handlers: LineHandlers;
  open: boolean;
  session?: string;
}

export class FakeExecutive {
  readonly connections: FakeConnection[] = [];
  readonly received: Fields[] = [];
  /** Says what a command is answered with; what it leaves to the fake is answered in the ordinary way. */
  answer: (command: string, fields: Fields) => FakeAnswer | 'ordinary' = () => 'ordinary';
  listens = true;
  seq = 0;
  features: readonly string[] = [];
  /** Told with the feature `executive_id`. */
  id = 'first';
  private readonly history: Fields[] = [];
  private readonly streams = new Set<FakeConnection>();
  private sessions = 0;
  readonly live = new Set<string>();

  readonly connect: OpenConnection = async (handlers) => {
    await Promise.resolve();
    if (!this.listens) throw new Error('nobody listens there');
    const connection: FakeConnection = { handlers, open: true };
    this.connections.push(connection);
    return this.clientSide(connection);
  };

  get openConnections(): number {
    return this.connections.filter(({ open }) => open).length;
  }

  commands(): string[] {
    return this.received.map(({ cmd }) => String(cmd));
  }

  /** Breaks every connection, as when the process dies. */
  breakAll(): void {
    for (const connection of this.connections) this.break(connection);
  }

  breakStreams(): void {
    for (const connection of [...this.streams]) this.break(connection);
  }

  /** A new process: all sessions and events are gone. */
  restart(): void {
    this.breakAll();
    this.seq = 0;
    this.history.length = 0;
    this.live.clear();
  }

  emit(type: string, data: Fields = {}, pid: number | null = 1): void {
    const event = { seq: ++this.seq, ts: 1, type, pid, data };
    this.history.push(event);
    for (const stream of this.streams) stream.handlers.onLine(JSON.stringify(event));
  }

  private break(connection: FakeConnection): void {
    if (!connection.open) return;
    connection.open = false;
    this.streams.delete(connection);
    connection.handlers.onClose('the other side closed the connection');
  }

  private clientSide(connection: FakeConnection): LineConnection {
    return {
      send: (line) => {
        if (connection.open) queueMicrotask(() => this.onLine(connection, JSON.parse(line) as Fields));
      },
      close: () => {
        connection.open = false;
        this.streams.delete(connection);
      },
    };
  }

  private onLine(connection: FakeConnection, fields: Fields): void {
    if (!connection.open) return;
    this.received.push(fields);
    const command = String(fields['cmd']);
    const scripted = this.answer(command, fields);
    const answer = scripted === 'ordinary' ? this.ordinary(command, fields) : scripted;
    if (answer === undefined) return;
    if ('raw' in answer) connection.handlers.onLine(String(answer['raw']));
    else if ('error' in answer) connection.handlers.onLine(JSON.stringify({ version: 1, status: 'error', ...answer }));
    else connection.handlers.onLine(JSON.stringify({ version: 1, status: 'ok', ...answer }));
    if (command === 'events.subscribe' && !('error' in answer)) this.stream(connection, fields);
  }

  private ordinary(command: string, { session, capabilities }: Fields): FakeAnswer {
    if (command === 'session.open') {
      const id = `session-${++this.sessions}`;
      this.live.add(id);
      const wanted = (capabilities as { features: string[] }).features;
      const features = wanted.filter((feature) => this.features.includes(feature));
      const told = features.includes('executive_id') ? { executive_id: this.id } : {};
      return { session: { id, heartbeat_s: 30, features, max_events: 2048, ...told } };
    }
    if (session !== undefined && !this.live.has(String(session))) return { error: 'session_required' };
    if (command === 'session.close') this.live.delete(String(session));
    if (command === 'events.subscribe') return { events: { token: 't', max: 2048, cursor: this.seq, pending: 0 } };
    return {};
  }

  private stream(connection: FakeConnection, { filters }: Fields): void {
    this.streams.add(connection);
    const since = (filters as { since_seq?: number } | undefined)?.since_seq;
    if (since === undefined) return;
    for (const event of this.history) {
      if (Number(event['seq']) > since) connection.handlers.onLine(JSON.stringify(event));
    }
  }
}
