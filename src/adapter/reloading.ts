/** Loads the images of tasks of a remote executive anew, each in the place of a task that it ends. */

import type { ExecutiveEvent } from '../executive/events';
import { withinTime } from '../platform/within-time';
import { CommandError } from '../protocol/client';
import { LOAD_EVENT_TIMEOUT } from './arrivals';
import type { Debuggee } from './debuggee';
import { RequestError } from './request-error';

interface Replacement {
  readonly from: number;
  readonly to: number;
}

export class Reloading {
  private readonly replaced: Replacement[] = [];
  /** Tasks of which an event has told that they were loaded. */
  private readonly told = new Set<number>();
  private allTold: (() => void) | undefined;

  constructor(private readonly debuggee: Debuggee) {}

  /**
   * While everything stands. Afterwards no event of the old tasks is still under way.
   * @returns what was replaced, and why the others could not be
   * @throws RequestError when none could be
   */
  async replace(pids: readonly number[]): Promise<{ replaced: readonly Replacement[]; problems: readonly string[] }> {
    const problems: string[] = [];
    for (const pid of pids) {
      try {
        const { reload } = await this.debuggee.request('reload', { pid });
        this.replaced.push({ from: pid, to: reload.new_pid });
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        problems.push(`task ${pid} cannot be restarted: ${error.message}`);
      }
    }
    if (this.replaced.length === 0) throw new RequestError(problems.join('; '));
    await this.eventsCame();
    return { replaced: this.replaced, problems };
  }

  /** Events come on a connection of their own, and in order. */
  onEvent(event: ExecutiveEvent): void {
    if (event.type !== 'task_state' || event.data.prev_state !== null || event.pid === null) return;
    this.told.add(event.pid);
    if (this.isTold) this.allTold?.();
  }

  private get isTold(): boolean {
    return this.replaced.every(({ to }) => this.told.has(to));
  }

  private async eventsCame(): Promise<void> {
    if (this.isTold) return;
    const told = new Promise<void>((resolve) => {
      this.allTold = resolve;
    });
    await withinTime(LOAD_EVENT_TIMEOUT, told);
  }
}
