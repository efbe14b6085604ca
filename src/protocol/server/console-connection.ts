/** The console over a line: commands as people type them, answers as text, for a serial terminal or `nc`. */

import type { ServedConnection, ServedHandlers } from '../../platform/line-server';
import { Console, complaintOf } from '../console/console';
import { ConsoleClient, type ConsoleClientParts } from './console-client';

const PROMPT = 'hsx> ';
/** Characters of answers that may wait for somebody who does not read before no further line is taken. */
const CONGESTED = 1024 * 1024;

interface ConsoleConnectionParts extends ConsoleClientParts {
  readonly maxLine: number;
  readonly closed: (connection: ConsoleConnection) => void;
}

export class ConsoleConnection implements ServedHandlers {
  private readonly client: ConsoleClient;
  private readonly console: Console;
  private readonly waiting: string[] = [];
  private busy = false;
  private ending = false;
  private trusted: boolean;

  constructor(
    private readonly wire: ServedConnection,
    private readonly parts: ConsoleConnectionParts,
  ) {
    this.client = new ConsoleClient(parts);
    this.console = new Console(this.client, {
      load: async (client, path) => (await client.request('load', { path })).image.pid,
    });
    this.trusted = parts.token === undefined;
    wire.write(this.trusted ? PROMPT : 'token: ');
  }

  onLine(line: string | undefined): void {
    const text = (line ?? '').trim();
    if (this.busy && text === 'halt') void this.console.interrupt();
    else if (this.busy) this.waiting.push(text);
    else void this.handle(text);
  }

  onTooLong(): void {
    this.wire.write(`error: a line has at most ${this.parts.maxLine} bytes\r\n`);
    this.finish();
  }

  onEnd(): void {
    this.ending = true;
    if (!this.busy) this.finish();
  }

  onDrain(): void {
    if (!this.busy) this.wire.resume();
  }

  onClose(): void {
    this.refuseMore();
    this.parts.closed(this);
    void this.leave();
  }

  /** Closes when what was answered has left. */
  finish(): void {
    this.wire.end();
  }

  destroy(): void {
    this.wire.destroy();
  }

  /** What was waited for goes on without anybody. */
  private async leave(): Promise<void> {
    this.console.end();
    await this.client.close();
  }

  private async handle(line: string): Promise<void> {
    this.busy = true;
    if (!this.trusted) this.checkToken(line);
    else if (line === 'quit' || line === 'exit') this.refuseMore();
    else await this.perform(line);
    this.busy = false;
    const next = this.waiting.shift();
    if (next !== undefined) await this.handle(next);
    else if (this.ending) this.finish();
  }

  private refuseMore(): void {
    this.ending = true;
    this.waiting.length = 0;
  }

  private checkToken(line: string): void {
    this.trusted = line === this.parts.token;
    if (!this.trusted) this.refuseMore();
    this.wire.write(this.trusted ? PROMPT : 'error: this is not the token\r\n');
  }

  private async perform(line: string): Promise<void> {
    let text: string;
    try {
      text = (await this.console.perform(line))?.text ?? '';
    } catch (error) {
      const complaint = complaintOf(error);
      if (complaint === undefined) throw error;
      text = `error: ${complaint}`;
    }
    this.wire.write(`${text === '' ? '' : `${text.replaceAll('\n', '\r\n')}\r\n`}${PROMPT}`);
    if (this.wire.backlog > CONGESTED) this.wire.pause();
  }
}
