/** What the commands that run, stop and end tasks do: on the executive itself, unless a console has ways of its own. */

import type { Reply } from './command';
import { stateOf } from './commands/tasks';
import type { ConsoleContext } from './context';
import type { RunEnd } from './stop-watch';
import { stopText } from './text';

export interface RunActions {
  /** Lets all tasks run. @param pid the one that the person looks at */
  continue(pid: number): Promise<Reply>;
  /** @param source passes over what the compiler has added */
  step(pid: number, count: number, source: boolean): Promise<Reply>;
  next(pid: number): Promise<Reply>;
  finish(pid: number): Promise<Reply>;
  pause(pid: number): Promise<Reply>;
  kill(pid: number): Promise<Reply>;
}

/** What a run came to, and where the task now stands. */
async function tellEnd(context: ConsoleContext, end: RunEnd): Promise<Reply> {
  if (end.kind === 'idle') {
    const tasks = await context.tasks();
    const lines = tasks.map((task) => `Task ${task.pid} (${task.app_name}): ${stateOf(task)}`);
    return { data: { end: 'idle', tasks }, text: ['No task can go on.', ...lines].join('\n') };
  }
  const { pid, data } = end;
  context.focusOn(pid);
  context.frame = 0;
  const text = stopText(pid, data, await context.place(pid, data.pc));
  return { data: { end: 'stopped', pid, ...data }, text };
}

export function executiveActions(context: ConsoleContext): RunActions {
  const { client, stops } = context;
  const run = async (request: Parameters<typeof client.request<'debug.run'>>[1]): Promise<Reply> =>
    tellEnd(context, await stops.until(() => client.request('debug.run', request)));
  return {
    continue: (from) => run({ from }),
    next: (pid) => run({ step: { pid, kind: 'over' } }),
    finish: (pid) => run({ step: { pid, kind: 'out' } }),
    async step(pid, steps, source) {
      const { result } = await client.request('step', { pid, steps, ...(source && { source_only: true }) });
      const task = await context.task(pid);
      const stop = result.debug_event;
      const why = stop ? `stopped (${stop['error'] ?? stop['reason']})` : stateOf(task);
      const state = stop || result.executed < steps ? `, ${why},` : '';
      const text = `${result.executed} executed; task ${pid}${state} is at ${await context.place(pid, task.pc)}.`;
      return { data: result, text };
    },
    async pause(pid) {
      const { task } = await client.request('pause', { pid });
      return { data: task, text: `Task ${pid} is ${stateOf(task)}.` };
    },
    async kill(pid) {
      const { task } = await client.request('kill', { pid });
      return { data: task, text: `Task ${pid} is gone.` };
    },
  };
}
