/** What an image declares about itself: values, commands, mailboxes (services spec 5.2). */

import type { CommandEntry, Image, MailboxEntry, ValueEntry } from '../../toolchain/image';
import { ExecutiveError } from '../errors';
import { MailboxMode } from '../mailboxes/constants';
import type { MailboxManager } from '../mailboxes/manager';
import { ValueFlag, ValueStatus } from '../values/constants';
import type { Descriptor } from '../values/descriptors';
import type { Registry } from '../values/registry';
import type { BoundHandle, DeclaredBindings } from './bindings';

/**
 * Whether the identifiers of an image are free.
 * @param leaving a task whose identifiers count as free
 * @throws ExecutiveError when one is taken, by another task or twice in the image
 */
export function checkIdentifiers({ values, commands }: Registry, image: Image, leaving?: number): void {
  checkFree('value', image.values, (oid) => values.owner(oid), leaving);
  checkFree('command', image.commands, (oid) => commands.owner(oid), leaving);
}

function checkFree(
  what: 'value' | 'command',
  entries: readonly (ValueEntry | CommandEntry)[],
  ownerOf: (oid: number) => number | undefined,
  leaving: number | undefined,
): void {
  const seen = new Set<number>();
  for (const entry of entries) {
    const oid = oidOf(entry);
    if (seen.has(oid)) throw new ExecutiveError(`metadata_${what}_duplicate:${entry.group}:${entry.id}`);
    seen.add(oid);
    const owner = ownerOf(oid);
    if (owner === undefined || owner === leaving) continue;
    throw new ExecutiveError(`${what} ${titleOf(entry)} is registered by task ${owner}; kill that task first`);
  }
}

const oidOf = ({ group, id }: ValueEntry | CommandEntry): number => group * 256 + id;

const titleOf = ({ group, id, name }: ValueEntry | CommandEntry): string => `${group}:${id}${name ? ` (${name})` : ''}`;

/**
 * Registers the values and commands of an image for its task; their identifiers are free.
 * @throws ExecutiveError when one does not fit; what was registered before stays
 */
export function registerDeclared(registry: Registry, pid: number, image: Image): void {
  for (const entry of image.values) {
    const { status } = registry.values.register(valueDeclaration(entry, pid));
    if (status !== ValueStatus.ok) throw new ExecutiveError(`ENOSPC: no room for the names of value ${titleOf(entry)}`);
  }
  for (const entry of image.commands) {
    const { status } = registry.commands.register(commandDeclaration(entry, pid));
    if (status !== ValueStatus.ok)
      throw new ExecutiveError(`ENOSPC: no room for the names of command ${titleOf(entry)}`);
  }
}

/**
 * Makes the mailboxes of an image and opens what it binds to tasks.
 * @throws MailboxError when there is no room or a name is bad
 */
export function bindDeclared(
  manager: MailboxManager,
  handles: DeclaredBindings,
  pid: number,
  mailboxes: readonly MailboxEntry[],
): BoundMailbox[] {
  return mailboxes.map(({ target, capacity, modeMask, ownerPid, bindings }) => {
    const mailbox = manager.bind(ownerPid ?? pid, target, capacity ?? 0, modeMask || MailboxMode.readWrite);
    const { id, mode, owner } = mailbox;
    const bound = handles.declare(pid, mailbox, bindings);
    return {
      target,
      status: 'ok',
      descriptor: id,
      capacity: mailbox.capacity,
      mode_mask: mode,
      owner_pid: owner,
      ...(bound.length > 0 && { bindings: bound }),
    };
  });
}

/** A declared mailbox, in its wire form. */
export interface BoundMailbox {
  target: string;
  status: 'ok';
  descriptor: number;
  capacity: number;
  mode_mask: number;
  owner_pid: number | null;
  bindings?: BoundHandle[];
}

function valueDeclaration(entry: ValueEntry, owner: number) {
  const { group, id, flags, auth, initRaw, persistKey } = entry;
  return {
    group,
    id,
    owner,
    flags: persistKey === 0 ? flags : flags | ValueFlag.persist,
    level: auth,
    initial: initRaw,
    descriptors: valueDescriptors(entry),
  };
}

function valueDescriptors(entry: ValueEntry): Descriptor[] {
  const { groupName, name, unit, epsilonRaw, minRaw, maxRaw, persistKey } = entry;
  const chain: Descriptor[] = [];
  if (groupName) chain.push({ type: 'group', name: groupName });
  if (name) chain.push({ type: 'name', name });
  if (unit || epsilonRaw !== 0) chain.push({ type: 'unit', unit: unit ?? '', epsilon: epsilonRaw, rateMs: 0 });
  if (minRaw !== 0 || maxRaw !== 0) chain.push({ type: 'range', min: minRaw, max: maxRaw });
  if (persistKey !== 0) chain.push({ type: 'persist', key: persistKey, debounceMs: 0 });
  return chain;
}

function commandDeclaration(entry: CommandEntry, owner: number) {
  const { group, id, flags, auth, handler, groupName, name, help } = entry;
  const chain: Descriptor[] = [];
  if (groupName) chain.push({ type: 'group', name: groupName });
  if (name || help) chain.push({ type: 'command', name: name ?? '', help: help ?? '' });
  return { group, id, owner, flags, level: auth, handlerOffset: handler, descriptors: chain };
}
