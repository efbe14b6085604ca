import type { tasks } from '../contract/tasks';
import type { Handlers } from './handler';
import { loadProgram, readProgram, withSymbols } from './load-program';
import { symbolPath } from './load-symbols';

export const taskHandlers: Handlers<typeof tasks> = {
  ps: (executive) => ({ tasks: executive.tasks() }),
  load: async (executive, request, caller) => ({ image: await loadProgram(executive, request, caller) }),
  exec: async (executive, request, caller) => ({ image: await loadProgram(executive, request, caller) }),
  kill: (executive, { pid }) => {
    executive.kill(pid);
    return { task: { pid, state: 'terminated' } };
  },
  reload: async (executive, { pid }, caller) => {
    const { program } = executive.record(pid);
    const bytes = await readProgram(caller.surroundings, program);
    const image = executive.reload(pid, bytes);
    if (caller.has('reload_lock')) executive.sessions.passLock(pid, image.pid);
    const reply = await withSymbols(executive, caller.surroundings, image, symbolPath(program));
    const task = executive.hasTask(reply.pid) ? executive.record(reply.pid) : null;
    return { reload: { old_pid: pid, new_pid: reply.pid, program, image: reply, task } };
  },
  sched: (executive, { pid, priority, quantum, limit }) =>
    pid === undefined
      ? { scheduler: executive.schedulerReport(limit) }
      : { task: executive.schedule(pid, priority, quantum) },
};
