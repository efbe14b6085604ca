/** The line between a debug adapter and the program that stands for it in a terminal: a socket of this machine. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

export const LOOPBACK = '127.0.0.1';
/** The variable with the word by which the terminal's program makes itself known. */
export const KEY_VARIABLE = 'HSX_TERMINAL_KEY';

/** How long a terminal may take to open, in milliseconds. */
const PATIENCE = 30_000;

interface Handlers {
  onInput(text: string): void;
  onClose(): void;
}

/** Listens for the program, which is a bundle beside this one. */
export async function offerTerminal(handlers: Handlers) {
  const key = randomBytes(16).toString('hex');
  const server = createServer({ noDelay: true });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const started = accept(server, key, handlers);
  // Whoever cancels does not ask any more.
  started.catch(() => undefined);
  return {
    command: [process.execPath, join(__dirname, 'terminal.js'), String(port)],
    environment: {
      [KEY_VARIABLE]: key,
      // The Node of an editor is one only when it is told so.
      ...('electron' in process.versions && { ELECTRON_RUN_AS_NODE: '1' }),
    },
    started,
    cancel: () => void server.close(),
  };
}

/** The first connection that knows the key; others are closed. */
async function accept(server: Server, key: string, handlers: Handlers) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<ReturnType<typeof terminalOn>>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no terminal opened within ${PATIENCE / 1000} seconds`)), PATIENCE);
      server.once('close', () => reject(new Error('no terminal was opened')));
      server.on('connection', (socket) => {
        const decoder = new StringDecoder('utf8');
        let greeting = '';
        const greet = (chunk: Buffer) => {
          greeting += decoder.write(chunk);
          if (greeting.length <= key.length && !greeting.includes('\n')) return;
          socket.off('data', greet);
          if (!greeting.startsWith(`${key}\n`)) socket.destroy();
          else resolve(terminalOn(socket, decoder, handlers, greeting.slice(key.length + 1)));
        };
        socket.on('data', greet);
        socket.on('error', () => socket.destroy());
      });
    });
  } finally {
    clearTimeout(timer);
    server.close();
  }
}

function terminalOn(socket: Socket, decoder: StringDecoder, handlers: Handlers, first: string) {
  let open = true;
  if (first !== '') handlers.onInput(first);
  socket.on('data', (chunk) => handlers.onInput(decoder.write(chunk)));
  socket.on('close', () => {
    if (open) handlers.onClose();
    open = false;
  });
  return {
    write: (text: string) => void socket.write(text),
    close: () => {
      open = false;
      socket.end();
    },
  };
}
