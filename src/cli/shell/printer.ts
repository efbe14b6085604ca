/** What the shell prints: answers, complaints, and what tasks write meanwhile. */

import { type Console, complaintOf } from '../../protocol/console/console';

export class Printer {
  /** A task may leave a line open; the next answer begins a new one. */
  private lineIsOpen = false;

  constructor(private readonly json: boolean) {}

  /** Text that a task wrote; with --json standard output holds answers alone. */
  show(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    if (this.json || stream === 'stderr') {
      process.stderr.write(text);
      return;
    }
    process.stdout.write(text);
    this.lineIsOpen = !text.endsWith('\n');
  }

  /**
   * Performs a line and prints what comes of it.
   * @returns what went wrong, if anything did
   */
  async perform(console_: Console, line: string): Promise<string | undefined> {
    try {
      const reply = await console_.perform(line);
      if (!reply) return undefined;
      if (this.json) console.log(JSON.stringify({ ok: true, data: reply.data ?? null }));
      else if (reply.text !== '') this.say(reply.text);
      return undefined;
    } catch (error) {
      const complaint = complaintOf(error);
      if (complaint === undefined) throw error;
      if (this.json) console.log(JSON.stringify({ ok: false, error: complaint }));
      return complaint;
    }
  }

  private say(text: string): void {
    console.log(this.lineIsOpen ? `\n${text}` : text);
    this.lineIsOpen = false;
  }
}
