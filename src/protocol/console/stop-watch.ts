/** Waits for a run to end. */

import type { EventData, ExecutiveEvent } from '../../executive/events';
import type { ExecutiveClient } from '../client';

export type RunEnd =
  | { readonly kind: 'stopped'; readonly pid: number; readonly data: EventData['debug_stop'] }
  /** No task can go on by itself: they have ended, or wait. */
  | { readonly kind: 'idle' };

export class StopWatch {
  private waiting: ((end: RunEnd) => void) | undefined;
  private readonly unsubscribe: () => void;

  constructor(client: ExecutiveClient) {
    this.unsubscribe = client.onEvent((event) => this.onEvent(event));
  }

  /** Whether somebody waits for a run to end. */
  get isRunning(): boolean {
    return this.waiting !== undefined;
  }

  /** Starts a run and waits until it is over. */
  async until(start: () => Promise<unknown>): Promise<RunEnd> {
    const end = new Promise<RunEnd>((resolve) => {
      this.waiting = resolve;
    });
    try {
      await start();
      return await end;
    } finally {
      this.waiting = undefined;
    }
  }

  end(): void {
    this.unsubscribe();
  }

  private onEvent(event: ExecutiveEvent): void {
    if (event.type === 'debug_stop' && event.pid !== null) {
      this.waiting?.({ kind: 'stopped', pid: event.pid, data: event.data });
    } else if (event.type === 'clock' && event.data.mode === 'idle') {
      this.waiting?.({ kind: 'idle' });
    }
  }
}
