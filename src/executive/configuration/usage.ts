/** How much of its limits an executive uses, in its wire form (services spec 5.7). */

import type { Kernel } from '../kernel';
import type { Task } from '../task';

export interface ResourceUsage {
  used: number;
  /** `null`: unlimited. */
  limit: number | null;
  usage_pct: number;
}

const usage = (used: number, limit: number | null): ResourceUsage => ({
  used,
  limit,
  usage_pct: limit === 0 || limit === null ? 0 : Math.round((used * 1000) / limit) / 10,
});

const largest = (numbers: readonly number[]): number => Math.max(0, ...numbers);

const stackDepth = ({ identity: { arena }, processor }: Task): number => Math.max(0, arena.stackPointer - processor.sp);

export function resourceUsage({ tasks, services }: Kernel) {
  const { limits, mailboxes, registry, store, files } = services;
  const present = [...tasks.values()];
  const { active_descriptors: descriptors, handles_per_pid: handles } = mailboxes.statistics();
  const { values, commands, strings } = registry.statistics();
  const { files: fileCount, bytes } = files.usage();
  return {
    tasks: usage(tasks.size, limits.tasks),
    /** Of the program with the most. */
    code_bytes: usage(largest(present.map(({ processor }) => processor.code.length)), limits.codeBytes),
    /** Of the task that has the most on its stack now. */
    stack_bytes: usage(largest(present.map(stackDepth)), limits.stackBytes),
    mailboxes: usage(descriptors, limits.mailboxes.descriptors),
    /** Of the task with the most. */
    handles: usage(largest(Object.values(handles)), limits.mailboxes.handlesPerPid),
    values: usage(values.count, limits.values),
    commands: usage(commands.count, limits.commands),
    strings: usage(strings.used_bytes, limits.stringBytes),
    persist_keys: usage(store.size, limits.persistKeys),
    files: usage(fileCount, limits.files),
    file_bytes: usage(bytes, limits.fileBytes),
  };
}

export type ResourceReport = ReturnType<typeof resourceUsage>;
