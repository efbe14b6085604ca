/** A session over two streams of bytes. */

import { PassThrough, type Readable, type Writable } from 'node:stream';
import { MessageReader } from './message-reader';
import type { HsxDebugSession } from './session';

/** Bytes that are no DAP end the session, as the end of the input does. */
export function serveStreams(session: HsxDebugSession, input: Readable, output: Writable): void {
  // Reading takes the library longer than answering does us, so that it is told of the end only.
  const end = new PassThrough();
  const reader = new MessageReader((text) => session.receive(text));
  input.on('data', (bytes: Buffer) => {
    try {
      reader.receive(bytes);
    } catch (error) {
      end.destroy(error as Error);
    }
  });
  input.on('error', (error) => end.destroy(error));
  input.on('close', () => end.destroy());
  session.start(end, output);
}
