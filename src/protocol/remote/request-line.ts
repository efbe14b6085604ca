/** One connection for requests: they are answered strictly in order (executive-protocol spec 1.2). */

import type { LineConnection, OpenConnection } from '../../platform/line-connection';
import { ConnectionError, RefusedError } from './errors';
import { decodeMessage, encodeRequest, type Fields } from './message';

interface Waiting {
  readonly command: string;
  readonly resolve: (answer: Fields) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class RequestLine {
  private connection: LineConnection | undefined;
  private readonly waiting: Waiting[] = [];

  /**
   * @param onLost the connection broke, or an answer did not come: what follows can no longer be told apart. Not called
   *   after {@link close}
   */
  constructor(private readonly onLost: (error: ConnectionError) => void) {}

  /** @throws ConnectionError `unreachable` */
  async open(connect: OpenConnection): Promise<void> {
    try {
      this.connection = await connect({
        onLine: (line) => this.onLine(line),
        onClose: (reason) => this.fail(new ConnectionError('lost', `the connection to the executive broke: ${reason}`)),
      });
    } catch (error) {
      throw new ConnectionError('unreachable', error instanceof Error ? error.message : String(error));
    }
  }

  get isOpen(): boolean {
    return this.connection !== undefined;
  }

  /**
   * @param timeout milliseconds that the answer may take
   * @throws RefusedError when the executive refuses, ConnectionError when there is no answer
   */
  call(command: string, fields: Fields, timeout: number): Promise<Fields> {
    const { connection } = this;
    if (!connection) return Promise.reject(new ConnectionError('lost', 'there is no connection to the executive'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(timeout / 100) / 10;
        this.fail(new ConnectionError('timeout', `the executive did not answer '${command}' within ${seconds} s`));
      }, timeout);
      this.waiting.push({ command, resolve, reject, timer });
      connection.send(encodeRequest({ cmd: command, version: 1, ...fields }));
    });
  }

  close(): void {
    this.end(new ConnectionError('closed', 'the connection to the executive was closed'));
  }

  private onLine(line: string): void {
    const request = this.waiting.shift();
    // Nobody asked: an executive answers, and nothing else, on this connection.
    if (!request) return;
    clearTimeout(request.timer);
    const answer = decodeMessage(line);
    if (answer?.['status'] === 'ok') {
      request.resolve(answer);
    } else if (answer?.['status'] === 'error') {
      request.reject(new RefusedError(request.command, String(answer['error'] ?? 'the executive gave no reason')));
    } else {
      const start = line.length > 60 ? `${line.slice(0, 60)}...` : line;
      const error = new ConnectionError('garbage', `'${request.command}' was answered with "${start}"`);
      request.reject(error);
      this.fail(error);
    }
  }

  private fail(error: ConnectionError): void {
    if (!this.connection) return;
    this.end(error);
    this.onLost(error);
  }

  private end(error: ConnectionError): void {
    this.connection?.close();
    this.connection = undefined;
    for (const { reject, timer } of this.waiting.splice(0)) {
      clearTimeout(timer);
      reject(error);
    }
  }
}
