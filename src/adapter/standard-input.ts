/** Text for the standard input of the first task: a message for each line, as fast as the task takes them. */

import { MailboxStatus, MESSAGE_OVERHEAD } from '../executive/mailboxes/constants';
import { streamAddress } from '../executive/mailboxes/stdio';
import { toHex } from '../protocol/hex';
import type { Debuggee } from './debuggee';
import { isUserError } from './user-error';

const LINE_FEED = 0x0a;

export class StandardInput {
  private waiting: Uint8Array[] = [];
  private sending = false;
  /** What was typed of a line that has not ended. */
  private unfinished = '';

  constructor(private readonly debuggee: Debuggee) {}

  /** Takes lines with their ends; a line without one is a message, too. */
  async write(text: string): Promise<void> {
    this.waiting.push(...linesOf(new TextEncoder().encode(text)));
    await this.send();
  }

  /** Takes text as it comes from a terminal, maybe in pieces; a line counts when it has ended. */
  async type(text: string): Promise<void> {
    const typed = this.unfinished + text;
    const end = typed.lastIndexOf('\n') + 1;
    this.unfinished = typed.slice(end);
    await this.write(typed.slice(0, end));
  }

  /** Sends what has room; call again when the task has taken a message. */
  async send(): Promise<void> {
    const [task] = this.debuggee.tasks;
    if (this.sending || this.waiting.length === 0 || !task) return;
    this.sending = true;
    try {
      const longest = await this.longestMessage(task.pid);
      while (this.waiting.length > 0 && (await this.sendOne(task.pid, longest)));
    } catch (error) {
      // The task has ended, and nobody reads the rest.
      if (!isUserError(error)) throw error;
      this.forget();
    } finally {
      this.sending = false;
    }
  }

  /** What was not taken belongs to a run that is over. */
  forget(): void {
    this.unfinished = '';
    this.waiting = [];
  }

  /** False when there is no room for the next message. */
  private async sendOne(pid: number, longest: number): Promise<boolean> {
    const [line] = this.waiting;
    if (!line) return false;
    const { mbx_status } = await this.debuggee.request('send', { pid, data_hex: toHex(line.subarray(0, longest)) });
    if (mbx_status !== MailboxStatus.ok) return false;
    if (line.length > longest) this.waiting[0] = line.subarray(longest);
    else this.waiting.shift();
    return true;
  }

  private async longestMessage(pid: number): Promise<number> {
    const { channels } = (await this.debuggee.request('list', { pid })).channels;
    const { name } = streamAddress('in', pid);
    const mailbox = channels.find((channel) => channel.name === name);
    return Math.max(1, (mailbox?.capacity ?? 0) - MESSAGE_OVERHEAD);
  }
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, from);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, next));
    from = next;
  }
  return lines;
}
