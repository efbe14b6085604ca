/** The smallest DAP client that can measure: one process on stdio, no validation. */

import { type ChildProcess, spawn } from 'node:child_process';

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export class DapClient {
  private readonly process: ChildProcess;
  private readonly waiting: {
    matches: (message: Message) => boolean;
    resolve: (message: Message) => void;
    reject: (error: Error) => void;
  }[] = [];
  private buffer = Buffer.alloc(0);
  private seq = 0;

  constructor(script: string) {
    this.process = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.process.on('exit', (code) => {
      for (const { reject } of this.waiting) reject(new Error(`${script} ended with exit code ${code}`));
    });
    this.process.stdout!.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** An adapter that has stopped at the entry of a program. */
  static async stopped(script: string, program: string): Promise<DapClient> {
    const client = new DapClient(script);
    const initialized = client.event('initialized');
    await client.request('initialize', { adapterID: 'hsx', linesStartAt1: true, pathFormat: 'path' });
    await Promise.all([client.request('launch', { program, stopOnEntry: true }), initialized]);
    await Promise.all([client.event('stopped'), client.request('configurationDone')]);
    return client;
  }

  /** @returns the body of the answer */
  async request<Body = unknown>(command: string, args: object = {}): Promise<Body> {
    const seq = ++this.seq;
    const answered = this.next((message) => message.type === 'response' && message.request_seq === seq);
    const body = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const response = await answered;
    if (!response.success) throw new Error(`${command}: ${response.message}`);
    return response.body as Body;
  }

  event(name: string): Promise<Message> {
    return this.next((message) => message.event === name);
  }

  close(): void {
    this.process.kill();
  }

  private next(matches: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => this.waiting.push({ matches, resolve, reject }));
  }

  private receive(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const header = this.buffer.indexOf('\r\n\r\n');
      if (header < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.buffer.toString('latin1', 0, header))?.[1]);
      const end = header + 4 + length;
      if (this.buffer.length < end) return;
      const message = JSON.parse(this.buffer.toString('utf8', header + 4, end)) as Message;
      this.buffer = this.buffer.subarray(end);
      const index = this.waiting.findIndex((entry) => entry.matches(message));
      if (index >= 0) this.waiting.splice(index, 1)[0]!.resolve(message);
    }
  }
}
