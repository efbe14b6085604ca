/** States of a task (services spec 2.3, 2.4, 2.13). */

export type TaskState =
  | 'running'
  | 'ready'
  | 'waiting_mbx'
  | 'sleeping'
  | 'paused'
  | 'returned'
  | 'stopped'
  | 'terminated';

/** `running` and `ready` differ only in what they tell about the last turn. */
export const isRunnable = (state: TaskState): boolean => state === 'running' || state === 'ready';

/** A final task never executes again; it stays listed until it is killed. */
export const isFinal = (state: TaskState): boolean =>
  state === 'returned' || state === 'stopped' || state === 'terminated';
