/** A client that costs as little as possible. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class LineClient {
  private text = '';
  private waiting: ((line: string) => void) | undefined;
  private readonly lines: string[] = [];
  /** Takes the lines that nobody waits for. */
  onLine: ((line: string) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.take(chunk));
  }

  static async open(port: number): Promise<LineClient> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return new LineClient(socket);
  }

  async request(message: object): Promise<Record<string, never>> {
    this.socket.write(`${JSON.stringify(message)}\n`);
    return JSON.parse(await this.line());
  }

  line(): Promise<string> {
    const line = this.lines.shift();
    return line === undefined ? new Promise((resolve) => (this.waiting = resolve)) : Promise.resolve(line);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: string): void {
    const lines = (this.text + chunk).split('\n');
    this.text = lines.pop()!;
    for (const line of lines) {
      const { waiting } = this;
      this.waiting = undefined;
      if (waiting) waiting(line);
      else if (this.onLine) this.onLine(line);
      else this.lines.push(line);
    }
  }
}

/** Starts a server that tells its port; ends with `kill`. */
export async function startServer(...args: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const [, port] = /listening on [\d.]+:(\d+)/.exec(chunk) ?? [];
    if (port !== undefined) return { child, port: Number(port) };
  }
  throw new Error(`${args.join(' ')} ended`);
}
