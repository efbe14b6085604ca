/** Tasks as threads: the id is the pid. A task that ended is no thread, except while somebody looks at its end. */

import { Thread } from '@vscode/debugadapter';
import type { TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import type { Debuggee } from './debuggee';

export class Threads {
  /** Tasks that have ended while the user still looks at them. */
  readonly ended = new Set<number>();

  constructor(private readonly debuggee: Debuggee) {}

  async list(): Promise<Thread[]> {
    if (!this.debuggee.isLoaded) return [];
    const tasks = await this.debuggee.records();
    return tasks
      .filter(({ pid, state }) => !isFinal(state) || this.ended.has(pid))
      .map((task) => {
        const name = tasks.length > 1 ? `${task.app_name} (pid ${task.pid})` : task.app_name;
        const wait = waitOf(task);
        return new Thread(task.pid, wait === undefined ? name : `${name}: ${wait}`);
      });
  }
}

/** Why a task does not move although nobody stopped it. */
export function waitOf(task: TaskRecord): string | undefined {
  const { state, sleep_deadline: end, wait_mailbox: mailbox, wait_deadline: deadline } = task;
  if (state === 'sleeping') return end === null ? 'sleeps' : `sleeps until ${end.toFixed(3)} s`;
  if (state !== 'waiting_mbx') return undefined;
  const until = deadline === undefined ? '' : ` until ${deadline.toFixed(3)} s`;
  return `waits for mailbox ${mailbox ?? '?'}${until}`;
}
