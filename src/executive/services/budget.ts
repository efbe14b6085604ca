/** Whether there is room for a program, before anything is allocated (services spec 5.7). */

import type { Image } from '../../toolchain/image';
import type { ResourceLimits } from '../configuration/limits';
import { ExecutiveError } from '../errors';
import type { MailboxManager } from '../mailboxes/manager';
import type { Registry } from '../values/registry';
import type { DelayedStore } from '../values/store';

/** The address plan refuses what is beyond it in its own words. */
const PLANNED_TASKS = 14;
/** Mailboxes of every task: its streams and `pid:N`. */
const OWN_MAILBOXES = 4;

interface Parts {
  readonly limits: ResourceLimits;
  readonly mailboxes: MailboxManager;
  readonly registry: Registry;
  readonly store: DelayedStore;
}

/** @throws ExecutiveError `ENOSPC: ...` that names the item, what is needed and what there is */
export function checkBudget(image: Image, tasks: number, { limits, mailboxes, registry, store }: Parts): void {
  const { values, commands } = registry.statistics();
  const newKeys = new Set(image.values.map(({ persistKey }) => persistKey).filter((key) => key > 0 && !store.has(key)));
  need('bytes of code', image.code.length, limits.codeBytes);
  if (limits.tasks < PLANNED_TASKS) need('tasks', tasks + 1, limits.tasks);
  need('mailboxes', mailboxes.statistics().active_descriptors + OWN_MAILBOXES, limits.mailboxes.descriptors);
  need('values', values.count + image.values.length, limits.values);
  need('commands', commands.count + image.commands.length, limits.commands);
  need('persistent keys', store.size + newKeys.size, limits.persistKeys);
}

function need(what: string, wanted: number, limit: number): void {
  if (wanted > limit) throw new ExecutiveError(`ENOSPC: ${wanted} ${what} are needed, the profile allows ${limit}`);
}
