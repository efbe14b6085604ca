/** Tasks from load to kill (executive-protocol spec 4.5, 5.1, 5.5, 5.7). */

import type { SchedulerReport } from '../../executive/scheduler-ring';
import type { LoadedImage, TaskRecord } from '../../executive/task-record';
import { command, optional, required } from './command';
import { pid, pidReader } from './common';
import { bytes, flag, integer, type Reader, RequestError, text } from './readers';
import type { SymbolsState } from './symbols';

const path =
  (command: string): Reader<string> =>
  (value, name) => {
    if (value === '') throw new RequestError(`${command} requires 'path'`);
    return text(value, name);
  };

/** The image with what became of its symbols. */
export type LoadReply = LoadedImage & { symbols: SymbolsState; warnings?: string[] };

const loadArguments = (name: string) => ({
  path: required(path(name)),
  /** Feature `load_image`: loads these bytes; without it the executive reads `path` itself. */
  image: optional(bytes),
  /** Feature `load_image`: what the symbol file of those bytes holds; none is looked for then. */
  symbol_text: optional(text),
  /** A symbol file, relative to the image's folder; without it the one beside the image. */
  symbols: optional(text),
  verbose: optional(flag),
});

export const tasks = {
  ps: command<{ tasks: { tasks: TaskRecord[]; current_pid: number | null } }>()({}, { observable: true }),
  load: command<{ image: LoadReply }>()(loadArguments('load')),
  exec: command<{ image: LoadReply }>()(loadArguments('exec')),
  kill: command<{ task: { pid: number; state: 'terminated' } }>()({ pid }, { locked: true }),
  /** Kills a task and loads its image again, as a new one. With feature `reload_lock` the session's lock goes over to it. */
  reload: command<{
    reload: { old_pid: number; new_pid: number; program: string; image: LoadReply; task: TaskRecord | null };
  }>()({ pid, verbose: optional(flag) }, { locked: true }),
  /** Without a pid: counters and the last turns, at most `limit`. With one: sets priority and quantum. */
  sched: command<{ scheduler?: SchedulerReport; task?: TaskRecord }>()(
    {
      pid: optional(pidReader),
      priority: optional(integer()),
      quantum: optional(integer()),
      limit: optional(integer()),
    },
    { locked: true, observable: ({ priority, quantum }) => priority === undefined && quantum === undefined },
  ),
} as const;
