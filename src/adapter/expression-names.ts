/** What the names in an expression stand for, at a place in the code of a task. */

import type { Named, Names } from '../executive/debug/expressions/resolve';
import type { Debuggee, Task } from './debuggee';

/** @param pc decides which local variables are there */
export function namesAt(debuggee: Debuggee, task: Task, pc: number | undefined): Names {
  const { symbols } = task.program;
  return {
    named(name): Named | undefined {
      const local = pc === undefined ? undefined : symbols.localsAt(pc).find((candidate) => candidate.name === name);
      return local?.named ?? symbols.named(name);
    },
    task(text) {
      const chosen = debuggee.tasks.find(({ pid, name }) => String(pid) === text || name === text);
      if (!chosen) return undefined;
      return { pid: chosen.pid, names: namesAt(debuggee, chosen, chosen.pid === task.pid ? pc : undefined) };
    },
  };
}
