/** Serves lines over TCP. */

import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { LineListener, Listen, ListenOptions, ServedConnection, ServedHandlers } from '../line-server';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export const listenTcp: Listen = (options, accept) =>
  new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => serve(socket, options, accept));
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(inWords(error, options))));
    server.listen({ host: options.host, port: options.port }, () => resolve(listener(server)));
  });

function inWords({ code, message }: NodeJS.ErrnoException, { host, port }: ListenOptions): string {
  if (code === 'EADDRINUSE') return `port ${port} of ${host} is in use; end what listens there, or choose another port`;
  if (code === 'EACCES') return `port ${port} may not be used; choose one above 1023`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `'${host}' is no address of this machine`;
  return message;
}

function listener(server: Server): LineListener {
  const { address, port } = server.address() as AddressInfo;
  return {
    address: isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`,
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function serve(
  socket: Socket,
  { maxLine }: ListenOptions,
  accept: (connection: ServedConnection) => ServedHandlers,
): void {
  const connection: ServedConnection = {
    peer: `${socket.remoteAddress}:${socket.remotePort}`,
    get backlog() {
      return socket.writableLength;
    },
    write: (text) => {
      if (socket.writable) socket.write(text);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  };
  const handlers = accept(connection);
  const lines = new LineSplitter(maxLine, (line) => handlers.onLine(decode(line)));
  socket.on('data', (chunk) => {
    if (lines.take(chunk)) return;
    socket.pause();
    handlers.onTooLong();
  });
  socket.on('end', () => handlers.onEnd());
  socket.on('drain', () => handlers.onDrain());
  // A reset is the end of a connection like any other.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => handlers.onClose());
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is not UTF-8. */
function decode(line: Buffer): string | undefined {
  const text = line.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  try {
    return strict.decode(line);
  } catch {
    return undefined;
  }
}

/** Cuts a stream of bytes into lines, without their LF or CR LF. */
class LineSplitter {
  /** The line that has not ended, in the pieces in which it came. */
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(
    private readonly maxLine: number,
    private readonly onLine: (line: Buffer) => void,
  ) {}

  /** False when a line is too long. */
  take(chunk: Buffer): boolean {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const line = this.complete(chunk.subarray(from, end));
      from = end + 1;
      if (line.length > this.maxLine) return false;
      this.onLine(line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line);
    }
    if (from < chunk.length) {
      this.pieces.push(from === 0 ? chunk : chunk.subarray(from));
      this.length += chunk.length - from;
    }
    return this.length <= this.maxLine;
  }

  private complete(last: Buffer): Buffer {
    if (this.pieces.length === 0) return last;
    const line = Buffer.concat([...this.pieces, last]);
    this.pieces = [];
    this.length = 0;
    return line;
  }
}
