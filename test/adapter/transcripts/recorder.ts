/** A client on the adapter's stdio that keeps all messages, in the order in which they passed. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Message } from './schema';

const root = join(import.meta.dirname, '..', '..', '..');
const HEADER_END = '\r\n\r\n';

interface Waiting {
  readonly matches: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

export class Recorder {
  readonly messages: Message[] = [];
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Set<Waiting>();
  /** Messages that somebody has waited for do not count again. */
  private taken = 0;
  private bytes = Buffer.alloc(0);
  private seq = 0;
  readonly ended: Promise<number | null>;

  constructor() {
    this.child = spawn(process.execPath, [join(root, 'dist', 'adapter.js')], { cwd: root });
    this.child.stdout.on('data', (chunk: Buffer) => this.onData(chunk));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** Sends a request and waits for its response, also one that refuses. */
  async request(command: string, args?: object): Promise<Message> {
    const seq = ++this.seq;
    const message: Message = { seq, type: 'request', command, ...(args && { arguments: args }) };
    this.messages.push(message);
    const body = Buffer.from(JSON.stringify(message));
    this.child.stdin.write(`Content-Length: ${body.length}${HEADER_END}`);
    this.child.stdin.write(body);
    return this.next(({ type, request_seq }) => type === 'response' && request_seq === seq, 0);
  }

  /** The next event of a name after those already waited for. */
  async event(name: string): Promise<Message> {
    const from = this.taken;
    const message = await this.next(({ type, event }) => type === 'event' && event === name, from);
    this.taken = this.messages.indexOf(message) + 1;
    return message;
  }

  stop(): void {
    this.child.kill();
  }

  private next(matches: Waiting['matches'], from: number): Promise<Message> {
    const found = this.messages.slice(from).find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => this.waiting.add({ matches, resolve }));
  }

  private onData(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    for (;;) {
      const end = this.bytes.indexOf(HEADER_END);
      if (end < 0) return;
      const start = end + HEADER_END.length;
      const length = Number(/Content-Length: (\d+)/.exec(this.bytes.toString('latin1', 0, end))?.[1]);
      if (this.bytes.length < start + length) return;
      const message = JSON.parse(this.bytes.toString('utf8', start, start + length)) as Message;
      this.bytes = this.bytes.subarray(start + length);
      this.messages.push(message);
      for (const each of [...this.waiting]) {
        if (!each.matches(message)) continue;
        this.waiting.delete(each);
        each.resolve(message);
      }
    }
  }
}

/** What a run says of itself only: numbers of messages, places on this disk, process ids, ports. */
export function stabilized(messages: readonly Message[]): string {
  const lines: string[] = [];
  let output: { category: unknown; text: string } | undefined;
  let leaving = false;
  const flush = (): void => {
    if (output) lines.push(`< ${JSON.stringify({ type: 'event', event: 'output', body: output })}`);
    output = undefined;
  };
  for (const { seq: _seq, request_seq: _request, ...message } of messages) {
    // A client that leaves is told what ends meanwhile, as far as that is quicker than its answer.
    if (leaving && message.type === 'event') continue;
    leaving ||= message.type === 'request' && message.command === 'disconnect';
    const body = (message['body'] ?? {}) as { category?: unknown; output?: string };
    // How a stream is cut into events is a matter of time; where it was written from is told by tests of its own.
    if (message.event === 'output' && ['stdout', 'stderr'].includes(String(body.category))) {
      if (output && output.category !== body.category) flush();
      output = { category: body.category, text: (output?.text ?? '') + body.output };
      continue;
    }
    flush();
    lines.push(`${message.type === 'request' ? '>' : '<'} ${JSON.stringify(message)}`);
  }
  flush();
  const text = lines.join('\n').replaceAll(JSON.stringify(root).slice(1, -1), '<root>');
  const quiet = text
    .replace(/"(systemProcessId|processId|port)":\d+/g, '"$1":0')
    .replace(/(127\.0\.0\.1):\d+/g, '$1:0');
  return `${quiet}\n`;
}
