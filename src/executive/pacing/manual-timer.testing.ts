import { nextTurn } from '../../platform/event-loop';
import type { Timer } from '../../platform/timer';

/** Time that passes when a test says so. */
export class ManualTimer implements Timer {
  private time = 0;
  private alarms: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.time + ms, callback };
    this.alarms.push(alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass in which the host does nothing, not even answer alarms. */
  skip(ms: number): void {
    this.time += ms;
  }

  /** Lets time pass, and waits after each alarm until somebody waits for the next one. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await turns();
      const next = this.alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      this.alarms = this.alarms.filter((alarm) => alarm !== next);
      next.callback();
    }
    this.time = Math.max(this.time, end);
  }
}

/** A few turns of the event loop: all that the clock needs to come to a pause. */
async function turns(): Promise<void> {
  for (let count = 0; count < 8; count++) await new Promise<void>((resolve) => nextTurn(resolve));
}
