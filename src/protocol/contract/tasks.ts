/** Tasks from load to kill (executive-protocol spec 4.5, 5.1, 5.5, 5.7). */

import type { LoadedImage, TaskRecord } from '../../executive/task-record';
import { command, optional, required } from './command';
import { pid } from './common';
import { bytes, text } from './readers';

export const tasks = {
  ps: command<{ tasks: { tasks: TaskRecord[]; current_pid: number | null } }>()({}),
  /** `image` (feature `load_image`) loads these bytes; without it the executive reads `path` itself. */
  load: command<{ image: LoadedImage }>()({
    path: required(text),
    image: optional(bytes),
  }),
  kill: command<{ task: { pid: number; state: 'terminated' } }>()({ pid }, { locked: true }),
} as const;
