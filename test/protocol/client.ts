/** A plain client of the executive's protocol, as anybody could write one. */

import { connect, type Socket } from 'node:net';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const PATIENCE_MS = 20_000;

export class Client {
  readonly lines: string[] = [];
  closed = false;
  /** Chunks in which data came. */
  chunks = 0;
  private text = '';
  private wake: () => void = () => {};

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.chunks++;
      const lines = (this.text + chunk).split('\n');
      this.text = lines.pop()!;
      this.lines.push(...lines);
      this.wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  static async open(port: number): Promise<Client> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Client(socket);
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  async request(message: JsonObject): Promise<JsonObject> {
    this.send(`${JSON.stringify(message)}\n`);
    return this.answer();
  }

  /** The next line. */
  async answer(): Promise<JsonObject> {
    const line = await this.next();
    if (line === undefined) throw new Error(this.closed ? 'the connection was closed' : 'nothing came');
    return JSON.parse(line);
  }

  /** The next line that fits, those before it are lost. */
  async until(fits: (message: JsonObject) => boolean): Promise<JsonObject> {
    for (;;) {
      const message = await this.answer();
      if (fits(message)) return message;
    }
  }

  /** Undefined when the connection closed, or nothing came. */
  async next(patience = PATIENCE_MS): Promise<string | undefined> {
    const until = Date.now() + patience;
    while (this.lines.length === 0 && !this.closed && Date.now() < until) await this.change(until - Date.now());
    return this.lines.shift();
  }

  /** Whether the server closes the connection in time. */
  async ends(patience = PATIENCE_MS): Promise<boolean> {
    const until = Date.now() + patience;
    while (!this.closed && Date.now() < until) await this.change(until - Date.now());
    return this.closed;
  }

  close(): void {
    this.socket.destroy();
  }

  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
