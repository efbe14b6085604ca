/** The executive's protocol for clients that send lines (executive-protocol spec 1): TCP, or whatever carries lines. */

import type { ExecutiveEvent } from '../../executive/events';
import type { Executive } from '../../executive/executive';
import type { SubscriberWarning } from '../../executive/sessions/subscription';
import type { FileReader } from '../../platform/files';
import type { Listen } from '../../platform/line-server';
import type { BatchAnswer } from '../contract/administration';
import { DEFAULT_HOST, DEFAULT_PORT } from '../default-address';
import type { Caller, RestartScope } from '../handlers/handler';
import { ClientConnection } from './connection';
import type { ConsoleClientParts } from './console-client';
import { ConsoleConnection } from './console-connection';
import { Dispatcher, type Message, SWEEP_EVERY_S } from './dispatcher';
import { jsonLine } from './json-line';

export interface ServerOptions {
  /** Makes the executive that is served, and another one when it is to start anew. */
  readonly create: () => Executive | Promise<Executive>;
  readonly listen: Listen;
  /** What lines mean: JSON objects (default), or commands of the console. */
  readonly protocol?: ProtocolName;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 9998; 0 chooses a free one. */
  readonly port?: number;
  /** Where images and symbols are found. */
  readonly files?: FileReader;
  /** What clients must show before they may do anything. */
  readonly token?: string | undefined;
  /** Most connections at a time; default 256. */
  readonly maxConnections?: number;
  /** Bytes of a request; default 8 MiB. */
  readonly maxLine?: number;
  /** Called before it listens; when it throws, the server does not start. */
  readonly prepare?: (perform: ExecutiveServer['perform']) => Promise<void>;
  /** Called when a client has shut the server down. */
  readonly onShutdown?: () => void;
}

export const protocolNames = ['json', 'console'] as const;
export type ProtocolName = (typeof protocolNames)[number];

export interface ExecutiveServer {
  /** As a client writes it: `127.0.0.1:9998`. */
  readonly address: string;
  readonly port: number;
  readonly executive: Executive;
  /** Carries out a command as for a client without a session. */
  perform(message: Message): Promise<BatchAnswer>;
  /** Ends all sessions and connections. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 256;
const MAX_LINE = 8 * 1024 * 1024;

/** Rejects with an error in words when the address cannot be used. */
export async function serveExecutive(options: ServerOptions): Promise<ExecutiveServer> {
  const { create, listen, files, token, host = DEFAULT_HOST, port = DEFAULT_PORT } = options;
  const { maxConnections = MAX_CONNECTIONS, maxLine = MAX_LINE, protocol = 'json' } = options;
  const connections = new Set<ClientConnection | ConsoleConnection>();
  const lineOf = sharedLines();
  let executive = await create();
  let dispatcher = dispatch();

  function dispatch(): Dispatcher {
    return new Dispatcher({
      executive,
      token,
      surroundings: {
        ...(files && { files }),
        shutdown: () => afterAnswer(shutDown),
        restart: (scope) => afterAnswer(() => restart(scope)),
      },
    });
  }

  const perform = async (message: Message): Promise<BatchAnswer> =>
    (await dispatcher.perform({ ...message, token }, undefined)).answer;
  await options.prepare?.(perform);

  const listener = await listen({ host, port, maxLine }, (wire) => {
    const parts = {
      perform: (message: Message, stream: Caller['stream']) => dispatcher.perform(message, stream),
      maxLine,
      closed: (closed: ClientConnection | ConsoleConnection) => connections.delete(closed),
    };
    const listenTo: ConsoleClientParts['listen'] = (listener) => executive.events.listen(listener);
    const connection =
      protocol === 'json'
        ? new ClientConnection(wire, { ...parts, lineOf })
        : new ConsoleConnection(wire, { ...parts, token, listen: listenTo });
    connections.add(connection);
    if (connections.size > maxConnections) {
      const error = `too_many_connections:${maxConnections}`;
      wire.write(protocol === 'json' ? jsonLine({ version: 1, status: 'error', error }) : `error: ${error}\r\n`);
      connection.finish();
    }
    return connection;
  });

  // A session whose client has crashed ends even when nobody else asks for anything.
  const sweeping = setInterval(() => dispatcher.sweep(), SWEEP_EVERY_S * 1000);

  function disconnectAll(): void {
    executive.sessions.closeAll();
    for (const connection of connections) connection.finish();
  }

  async function restart(scope: RestartScope): Promise<void> {
    disconnectAll();
    if (scope === 'tools') executive.forgetTools();
    else {
      executive.stopClock();
      executive = await create();
    }
    dispatcher = dispatch();
  }

  async function close(): Promise<void> {
    clearInterval(sweeping);
    executive.stopClock();
    disconnectAll();
    const closed = listener.close();
    // Whoever does not read must not keep the server alive.
    const impatient = setTimeout(() => {
      for (const connection of connections) connection.destroy();
    }, GRACE_MS);
    await closed;
    clearTimeout(impatient);
  }

  async function shutDown(): Promise<void> {
    await close();
    options.onShutdown?.();
  }

  return {
    address: listener.address,
    port: listener.port,
    get executive() {
      return executive;
    },
    perform,
    close,
  };
}

/** Milliseconds in which clients may read their last answers. */
const GRACE_MS = 500;

const afterAnswer = (work: () => Promise<void>): void => void setTimeout(() => void work(), 0);

/** The line of an event, made once for all who get it. */
function sharedLines(): (event: ExecutiveEvent | SubscriberWarning) => string {
  let last: ExecutiveEvent | SubscriberWarning | undefined;
  let line = '';
  return (event) => {
    if (event !== last) {
      last = event;
      line = jsonLine(event);
    }
    return line;
  };
}
