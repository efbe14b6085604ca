/** Whether there is room for a program, before anything is allocated (services spec 5.7). */

import type { Image } from '../../toolchain/image';
import type { ResourceLimits } from '../configuration/limits';
import { ExecutiveError } from '../errors';
import { MailboxError } from '../mailboxes/error';
import type { MailboxManager } from '../mailboxes/manager';
import { formatMailboxName, parseMailboxName } from '../mailboxes/name';
import { stdioStreams, streamAddress } from '../mailboxes/stdio';
import type { ProgramImage } from '../provisioning/program-image';
import type { Registry } from '../values/registry';
import type { DelayedStore } from '../values/store';

/** The address plan refuses what is beyond it in its own words. */
const PLANNED_TASKS = 14;
interface Parts {
  readonly limits: ResourceLimits;
  readonly mailboxes: MailboxManager;
  readonly registry: Registry;
  readonly store: DelayedStore;
}

export interface Newcomer {
  /** The pid the program will have. */
  readonly pid: number;
  /** How many tasks there are already. */
  readonly tasks: number;
  /** A task that makes room for it. */
  readonly leaving?: number;
}

/** @throws ExecutiveError `ENOSPC: ...` that names the item, what is needed and what there is; or for a bad mailbox name */
export function checkBudget(
  image: ProgramImage,
  { pid, tasks, leaving }: Newcomer,
  { limits, mailboxes, registry, store }: Parts,
): void {
  const given = (image.framKeys ?? []).filter((key) => key.default !== undefined);
  const keys = [...image.values.map(({ persistKey }) => persistKey), ...given.map(({ key }) => key)];
  const newKeys = new Set(keys.filter((key) => key > 0 && !store.has(key)));
  const staying = <Entry>(all: readonly Entry[], owner: (entry: Entry) => number | null | undefined): number =>
    leaving === undefined ? all.length : all.filter((entry) => owner(entry) !== leaving).length;
  const values = staying(registry.values.list(), (oid) => registry.values.owner(oid));
  const commands = staying(registry.commands.list(), (oid) => registry.commands.owner(oid));
  const boxes = staying(mailboxes.snapshot(), ({ owner_pid }) => owner_pid);
  need('bytes of code', image.code.length, limits.codeBytes);
  if (limits.tasks < PLANNED_TASKS) need('tasks', tasks + (leaving === undefined ? 1 : 0), limits.tasks);
  need('mailboxes', boxes + newMailboxes(image, pid, mailboxes), limits.mailboxes.descriptors);
  need('values', values + image.values.length, limits.values);
  need('commands', commands + image.commands.length, limits.commands);
  need('persistent keys', store.size + newKeys.size, limits.persistKeys);
}

/** How many mailboxes the program brings: its streams, its own, and what it declares, as far as they are not there. */
function newMailboxes({ mailboxes }: Image, pid: number, manager: MailboxManager): number {
  try {
    const addresses = [
      ...stdioStreams.map((stream) => streamAddress(stream, pid)),
      parseMailboxName('pid:', pid),
      ...mailboxes.map(({ target, ownerPid }) => parseMailboxName(target, ownerPid ?? pid)),
    ];
    return new Set(addresses.filter((address) => !manager.find(address)).map(formatMailboxName)).size;
  } catch (error) {
    throw error instanceof MailboxError ? new ExecutiveError(error.message) : error;
  }
}

function need(what: string, wanted: number, limit: number): void {
  if (wanted > limit) throw new ExecutiveError(`ENOSPC: ${wanted} ${what} are needed, the profile allows ${limit}`);
}
