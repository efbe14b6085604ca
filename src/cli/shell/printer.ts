/** What the shell prints: answers, complaints, and what tasks write meanwhile. */

import { type Console, complaintOf } from '../../protocol/console/console';

/** Texts that are kept while the screen is taken. */
const MOST_HELD = 1000;

export class Printer {
  /** A task may leave a line open; the next answer begins a new one. */
  private lineIsOpen = false;
  /** What waits until the screen is free; undefined when it is. */
  private held: (() => void)[] | undefined;

  constructor(private readonly json: boolean) {}

  /** Text that a task wrote; with --json standard output holds answers alone. */
  show(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '' || this.holds(() => this.show(stream, text))) return;
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

  /** A line that no command has asked for. */
  tell(line: string): void {
    if (this.holds(() => this.tell(line))) return;
    if (this.json) process.stderr.write(`${line}\n`);
    else this.say(line);
  }

  /** Prints nothing until the work is done, then what came last. */
  async holding<Result>(work: () => Promise<Result>): Promise<Result> {
    const held: (() => void)[] = [];
    this.held = held;
    try {
      return await work();
    } finally {
      this.held = undefined;
      for (const print of held) print();
    }
  }

  private holds(print: () => void): boolean {
    if (!this.held) return false;
    this.held.push(print);
    if (this.held.length > MOST_HELD) this.held.shift();
    return true;
  }

  private say(text: string): void {
    console.log(this.lineIsOpen ? `\n${text}` : text);
    this.lineIsOpen = false;
  }
}
