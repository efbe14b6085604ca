/** What tables of values and commands have in common: ids, owners, limits (services spec 4.1). */

import { ALL_GROUPS, objectId, ValueStatus } from './constants';
import { type Descriptor, type DescriptorPool, describe } from './descriptors';
import type { Usage } from './usage';

/** What is said of a value or command when it is registered. */
export interface Declaration {
  /** 0..255. */
  readonly group: number;
  /** 0..255. */
  readonly id: number;
  readonly owner: number;
  /** Bits of `ValueFlag` or `CommandFlag`. */
  readonly flags?: number;
  /** PUBLIC 0 (default), USER 1, ADMIN 2, FACTORY 3. */
  readonly level?: number;
  readonly descriptors?: readonly Descriptor[];
}

export interface TableObject {
  readonly oid: number;
  readonly group: number;
  readonly id: number;
  readonly owner: number;
  readonly level: number;
  flags: number;
  /** Offset of the first descriptor. */
  head: number;
  chain: readonly Descriptor[];
}

/** `status` means the same for values and commands; `oid` is 0 when the call failed. */
export interface Registration {
  readonly status:
    | typeof ValueStatus.ok
    | typeof ValueStatus.notFound
    | typeof ValueStatus.noSpace
    | typeof ValueStatus.exists;
  readonly oid: number;
}

export class ObjectTable<Entry extends TableObject> {
  private readonly entries = new Map<number, Entry>();

  constructor(
    private readonly usage: Usage,
    protected readonly pool: DescriptorPool,
  ) {}

  /** Adds what `create` makes of the common part, unless the id is taken or there is no room. */
  protected add(declaration: Declaration, create: (common: TableObject) => Entry): Registration {
    const { group, id, owner, flags = 0, level = 0, descriptors: chain = [] } = declaration;
    const oid = objectId(group, id);
    if (this.entries.has(oid)) return { status: ValueStatus.exists, oid: 0 };
    const head = this.entries.size < this.usage.capacity ? this.pool.store(chain) : undefined;
    if (head === undefined) return { status: ValueStatus.noSpace, oid: 0 };
    this.entries.set(oid, create({ oid, group, id, owner, level, flags, head, chain }));
    this.usage.update(this.entries.size);
    return { status: ValueStatus.ok, oid };
  }

  protected find(oid: number): Entry | undefined {
    return this.entries.get(oid);
  }

  protected all(): IterableIterator<Entry> {
    return this.entries.values();
  }

  lookup(group: number, id: number): Registration {
    const oid = objectId(group, id);
    return this.entries.has(oid) ? { status: ValueStatus.ok, oid } : { status: ValueStatus.notFound, oid: 0 };
  }

  /** Ids in order of registration. */
  list({ group = ALL_GROUPS, owner }: { group?: number; owner?: number } = {}): number[] {
    return [...this.entries.values()]
      .filter((entry) => (group === ALL_GROUPS || entry.group === group) && (owner ?? entry.owner) === entry.owner)
      .map(({ oid }) => oid);
  }

  owner(oid: number): number | undefined {
    return this.entries.get(oid)?.owner;
  }

  /** Removes what a pid registered. */
  removeTask(pid: number): void {
    for (const { oid, owner } of this.entries.values()) if (owner === pid) this.entries.delete(oid);
    this.usage.update(this.entries.size);
  }
}

/** What events tell about a value or command. */
export const eventFields = (entry: TableObject, caller: number) => ({
  caller_pid: caller,
  oid: entry.oid,
  group_id: entry.group,
  flags: entry.flags,
  auth_level: entry.level,
});

/** What descriptions of values and commands share, in its wire form. */
export const describeObject = (entry: TableObject) => ({
  oid: entry.oid,
  group_id: entry.group,
  flags: entry.flags,
  auth_level: entry.level,
  owner_pid: entry.owner,
  desc_head: entry.head,
  ...describe(entry.chain),
});
