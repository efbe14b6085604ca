/** Lines over TCP. */

import { connect, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { LineConnection, LineHandlers, OpenConnection } from '../line-connection';

export interface TcpAddress {
  readonly host: string;
  /** 1..65535. */
  readonly port: number;
}

/** How long opening may take, in milliseconds. */
const OPEN_TIMEOUT = 5_000;
/** Characters. The longest answers, of a whole memory or many trace records, stay far below. */
const MAX_LINE = 64 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be resolved now',
  ETIMEDOUT: 'it did not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
};

const inWords = (error: NodeJS.ErrnoException): string => reasons[error.code ?? ''] ?? error.message;

/** Opens connections to one address. */
export const tcpConnections =
  ({ host, port }: TcpAddress): OpenConnection =>
  (handlers) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const fail = (reason: string): void => {
        socket.destroy();
        reject(new Error(`${host}:${port}: ${reason}`));
      };
      const onError = (error: NodeJS.ErrnoException): void => fail(inWords(error));
      const timer = setTimeout(() => fail('it did not answer'), OPEN_TIMEOUT);
      socket.once('error', onError);
      socket.once('close', () => clearTimeout(timer));
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', onError);
        resolve(serve(socket, handlers));
      });
    });

function serve(socket: Socket, handlers: LineHandlers): LineConnection {
  let open = true;
  let reason = 'the other side closed the connection';
  const end = (): void => {
    if (!open) return;
    open = false;
    socket.destroy();
    handlers.onClose(reason);
  };
  socket.on('error', (error) => {
    reason = inWords(error);
  });
  socket.on('close', end);
  const lines = new LineSplitter((line) => {
    if (open) handlers.onLine(line);
  });
  const decoder = new StringDecoder('utf8');
  socket.on('data', (chunk) => {
    if (lines.take(decoder.write(chunk))) return;
    reason = `a line of more than ${MAX_LINE} characters came`;
    end();
  });
  return {
    send: (line) => {
      if (open) socket.write(`${line}\n`);
    },
    close: () => {
      open = false;
      // What was sent still leaves; the peer sees a proper end.
      socket.end();
      socket.setTimeout(OPEN_TIMEOUT, () => socket.destroy());
      socket.unref();
    },
  };
}

/** Cuts a stream of text into lines. */
class LineSplitter {
  /** Text of the line that has not ended, in the pieces in which it came. */
  private pieces: string[] = [];
  private length = 0;

  constructor(private readonly onLine: (line: string) => void) {}

  /** False when a line is too long. */
  take(text: string): boolean {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.pieces.push(text.slice(from, end));
      from = end + 1;
      const line = this.pieces.join('');
      this.pieces = [];
      this.length = 0;
      this.onLine(line);
    }
    if (from < text.length) {
      this.pieces.push(from === 0 ? text : text.slice(from));
      this.length += text.length - from;
    }
    return this.length <= MAX_LINE;
  }
}
