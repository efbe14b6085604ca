/** Tasks as threads: the id is the pid. A task that ended is no thread, except while it is stopped at its fault. */

import { Thread } from '@vscode/debugadapter';
import { isFinal } from '../executive/task-state';
import type { Debuggee } from './debuggee';

export class Threads {
  /** Tasks that ended by a fault the user is still looking at. */
  readonly faulted = new Set<number>();

  constructor(private readonly debuggee: Debuggee) {}

  async list(): Promise<Thread[]> {
    if (!this.debuggee.isLoaded) return [];
    const { tasks } = await this.debuggee.request('ps', {});
    return tasks.tasks
      .filter(({ pid, state }) => !isFinal(state) || this.faulted.has(pid))
      .map(({ pid, app_name }) => new Thread(pid, tasks.tasks.length > 1 ? `${app_name} (pid ${pid})` : app_name));
  }
}
