/** Tasks that are loaded while a session goes on: they stand until their source is found and their breakpoints are set. */

import type { ExecutiveEvent } from '../executive/events';
import { withinTime } from '../platform/within-time';
import type { Adoption } from './adoption';
import type { TargetParts } from './target';

/** Milliseconds that the event of a load may come after its answer. */
export const LOAD_EVENT_TIMEOUT = 2_000;

export class Arrivals {
  private readonly done = new Set<number>();
  private readonly waiting = new Map<number, () => void>();

  /**
   * @param isWanted whether the session is about a task
   * @param inBackground works in order, beside the requests
   */
  constructor(
    private readonly parts: TargetParts,
    private readonly adoption: Adoption,
    private readonly isWanted: (pid: number) => boolean,
    private readonly inBackground: (step: () => Promise<void>) => void,
  ) {}

  /** Whether an event is only about an arrival. */
  takes(event: ExecutiveEvent): boolean {
    const { pid } = event;
    if (event.type === 'task_state' && event.data.prev_state === null && pid !== null) {
      this.parts.control.arriving();
      this.inBackground(() => this.onLoaded(pid));
      return true;
    }
    return event.type === 'debug_stop' && event.data.reason === 'load';
  }

  /** Resolves when the task has been taken up, or turned out to be none of ours; at the latest after a moment. */
  async settled(pid: number): Promise<void> {
    if (this.done.has(pid)) return;
    await withinTime(LOAD_EVENT_TIMEOUT, new Promise<void>((resolve) => this.waiting.set(pid, resolve)));
    this.waiting.delete(pid);
  }

  private async onLoaded(pid: number): Promise<void> {
    let adopted = false;
    try {
      adopted = await this.adopt(pid);
    } finally {
      await this.parts.control.arrived(pid, adopted);
      this.done.add(pid);
      this.waiting.get(pid)?.();
    }
  }

  /** Whether it is one of ours. */
  private async adopt(pid: number): Promise<boolean> {
    const { breakpoints, exceptions, debuggee, control } = this.parts;
    const { tasks } = (await debuggee.request('ps', {})).tasks;
    const record = tasks.find((task) => task.pid === pid);
    if (!record || !this.isWanted(pid)) return false;
    await this.adoption.adopt(record);
    await breakpoints.refresh();
    if (control.state.mayChange) await exceptions.apply();
    return true;
  }
}
