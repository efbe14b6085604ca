/** Tasks as threads: the id is the pid. A task that ended is no thread, except while somebody looks at its end. */

import { Thread } from '@vscode/debugadapter';
import { isFinal } from '../executive/task-state';
import type { Debuggee } from './debuggee';

export class Threads {
  /** Tasks that have ended while the user still looks at them. */
  readonly ended = new Set<number>();

  constructor(private readonly debuggee: Debuggee) {}

  async list(): Promise<Thread[]> {
    if (!this.debuggee.isLoaded) return [];
    const { tasks } = await this.debuggee.request('ps', {});
    return tasks.tasks
      .filter(({ pid, state }) => !isFinal(state) || this.ended.has(pid))
      .map(({ pid, app_name }) => new Thread(pid, tasks.tasks.length > 1 ? `${app_name} (pid ${pid})` : app_name));
  }
}
