/** What a client has set in an executive, to be set again in one that has forgotten it: breakpoints and watches. */

import { KeptWatches } from './kept-watches';
import type { ExecutiveLink } from './link';
import type { Fields } from './message';

export class Belongings {
  /** The requests that made them, by task and address. */
  private readonly breakpoints = new Map<string, Fields>();
  readonly watches = new KeptWatches();

  /** Call after a request was granted. */
  note(command: string, request: Fields): void {
    const { pid, op, addr } = request;
    if (command === 'kill' || command === 'reload') this.forget(pid);
    if (command !== 'bp') return;
    if (op === 'set') this.breakpoints.set(`${pid}:${addr}`, request);
    if (op === 'clear') this.breakpoints.delete(`${pid}:${addr}`);
    if (op === 'clear_all') this.forget(pid);
  }

  /**
   * Sets again what belongs to the tasks there are; others may come yet ({@link restoreTask}).
   * @param restarted the executive is a new one
   */
  async restore(link: ExecutiveLink, restarted: boolean): Promise<void> {
    if (restarted) this.watches.forgotten();
    const { tasks } = (await link.call('ps'))['tasks'] as { tasks: Fields[] };
    for (const { pid } of tasks) await this.restoreTask(link, pid);
  }

  /** For a task that was just loaded: an executive that starts anew may do so after we are back. */
  async restoreTask(link: ExecutiveLink, pid: unknown): Promise<void> {
    for (const request of [...this.breakpoints.values()]) {
      if (request['pid'] === pid) await link.call('bp', request);
    }
    await this.watches.restoreTask(link, pid);
  }

  private forget(pid: unknown): void {
    for (const key of [...this.breakpoints.keys()]) {
      if (key.startsWith(`${pid}:`)) this.breakpoints.delete(key);
    }
  }
}
