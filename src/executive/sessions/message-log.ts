/** The executive's own messages, a ring of the last ones (executive-protocol spec 12, `dmesg`). */

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export interface LogMessage {
  seq: number;
  /** Seconds since the epoch. */
  ts: number;
  level: LogLevel;
  message: string;
  /** Instructions executed by all tasks so far. */
  clock_steps: number;
  [extra: string]: unknown;
}

const KEPT = 512;

export class MessageLog {
  private messages: LogMessage[] = [];
  private sequence = 0;

  /**
   * @param now seconds since the epoch
   * @param steps instructions executed so far
   */
  constructor(
    private readonly now: () => number,
    private readonly steps: () => number,
  ) {}

  add(level: LogLevel, message: string, extra: Readonly<Record<string, unknown>> = {}): void {
    const entry = { seq: ++this.sequence, ts: this.now(), level, message, clock_steps: this.steps(), ...extra };
    this.messages.push(entry);
    // A ring without moving all the others every time.
    if (this.messages.length >= 2 * KEPT) this.messages = this.messages.slice(-KEPT);
  }

  /** @param limit the last so many; 0 or less: all */
  last(limit: number): LogMessage[] {
    const kept = this.messages.slice(-KEPT);
    return limit > 0 ? kept.slice(-limit) : kept;
  }

  /** Returns how many there were; numbers start at 1 again. */
  clear(): number {
    const count = Math.min(this.messages.length, KEPT);
    this.messages = [];
    this.sequence = 0;
    return count;
  }
}
