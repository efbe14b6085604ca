/** Messages to a stream of bytes (LSP 3.17, "Base Protocol"). */

import type { Writable } from 'node:stream';
import type { Message, MessageWriter } from 'vscode-languageserver';
import { GatheredOutput } from '../platform/node/gathered-output';
import { AbstractMessageWriter } from './protocol';

/** The library writes header and body by themselves, and a write takes longer than answering many a request. */
export class StreamWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly output: GatheredOutput;

  constructor(target: Writable) {
    super();
    this.output = new GatheredOutput(target);
    this.output.on('error', (error) => this.fireError(error));
    this.output.on('close', () => this.fireClose());
  }

  async write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    this.output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Behind what has been written. */
  end(): void {
    this.output.end();
  }
}
