/** What the shell prints: answers, complaints, and what tasks write meanwhile. */

import { type Console, complaintOf } from '../../protocol/console/console';

export class Printer {
  constructor(private readonly json: boolean) {}

  /**
   * Performs a line and prints what comes of it.
   * @returns what went wrong, if anything did
   */
  async perform(console_: Console, line: string): Promise<string | undefined> {
    try {
      const reply = await console_.perform(line);
      if (!reply) return undefined;
      if (this.json) console.log(JSON.stringify({ ok: true, data: reply.data ?? null }));
      else if (reply.text !== '') console.log(reply.text);
      return undefined;
    } catch (error) {
      const complaint = complaintOf(error);
      if (complaint === undefined) throw error;
      if (this.json) console.log(JSON.stringify({ ok: false, error: complaint }));
      return complaint;
    }
  }
}
