/** How much of its limits an executive uses, in its wire form (services spec 5.7). */

import type { Kernel } from '../kernel';

export interface ResourceUsage {
  used: number;
  limit: number;
  usage_pct: number;
}

const usage = (used: number, limit: number): ResourceUsage => ({
  used,
  limit,
  usage_pct: limit === 0 ? 0 : Math.round((used * 1000) / limit) / 10,
});

export function resourceUsage({ tasks, services }: Kernel) {
  const { limits, mailboxes, registry, store, files } = services;
  const { values, commands, strings } = registry.statistics();
  const { files: fileCount, bytes } = files.usage();
  return {
    tasks: usage(tasks.size, limits.tasks),
    mailboxes: usage(mailboxes.statistics().active_descriptors, limits.mailboxes.descriptors),
    values: usage(values.count, limits.values),
    commands: usage(commands.count, limits.commands),
    strings: usage(strings.used_bytes, limits.stringBytes),
    persist_keys: usage(store.size, limits.persistKeys),
    files: usage(fileCount, limits.files),
    file_bytes: usage(bytes, limits.fileBytes),
  };
}

export type ResourceReport = ReturnType<typeof resourceUsage>;
