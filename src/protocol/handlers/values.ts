import type { CommandResult } from '../../executive/values/command-table';
import { CommandStatus, ValueStatus } from '../../executive/values/constants';
import { decodeHalf } from '../../isa/half';
import type { values } from '../contract/values';
import type { Handlers } from './handler';

interface ListFilter {
  readonly pid?: number | undefined;
  readonly group?: number | undefined;
  readonly oid?: number | undefined;
  readonly name?: string | undefined;
}

interface Described {
  readonly oid: number;
  readonly group_id: number;
  readonly owner_pid: number;
  readonly name?: string;
}

const matches =
  ({ pid, group, oid, name }: ListFilter) =>
  (entry: Described): boolean =>
    (pid === undefined || entry.owner_pid === pid) &&
    (group === undefined || entry.group_id === group) &&
    (oid === undefined || entry.oid === oid) &&
    (name === undefined || entry.name === name);

/** JSON knows no infinity; the half's bits tell it (fixes Q25). */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const valueReply = (raw: number, pid: number) => ({
  status: ValueStatus.ok,
  value: finite(decodeHalf(raw)),
  f16: raw,
  pid,
});

/** The caller that a tool speaks for: a task, or else the owner. */
const callerFor = (owner: number | undefined, pid?: number): number => pid ?? owner ?? 0;

export const valueHandlers: Handlers<typeof values> = {
  'val.list': ({ registry }, filter) => ({
    values: registry.values
      .list()
      .flatMap((oid) => registry.values.describe(oid) ?? [])
      .filter(matches(filter)),
  }),
  'val.get': ({ registry, toolLevel: level }, { oid, pid }) => {
    const caller = callerFor(registry.values.owner(oid), pid);
    const { status, raw } = registry.values.get(oid, { pid: caller, level });
    return { value: status === ValueStatus.ok ? valueReply(raw, caller) : { status } };
  },
  'val.set': (executive, { oid, value, pid }) => {
    const { registry } = executive;
    const caller = callerFor(registry.values.owner(oid), pid);
    const status = executive.setValue(oid, value, caller);
    const { raw } = registry.values.get(oid, { pid: caller, level: executive.toolLevel });
    return { value: status === ValueStatus.ok ? valueReply(raw, caller) : { status } };
  },
  'val.stats': ({ registry }) => {
    const { values: usage, strings } = registry.statistics();
    return { stats: { values: usage, strings } };
  },
  'cmd.list': ({ registry }, filter) => ({
    commands: registry.commands
      .list()
      .flatMap((oid) => registry.commands.describe(oid) ?? [])
      .filter(matches(filter)),
  }),
  'cmd.call': (executive, { oid, pid, async: isAsync = false, token }) => {
    const owner = executive.registry.commands.owner(oid);
    if (owner === undefined) return { command: { status: CommandStatus.notFound, result: null } };
    const caller = callerFor(owner, pid);
    const told = (result: CommandResult) => ({ command: { ...result, pid: caller } });
    const result = executive.callCommand({ oid, pid: caller, async: isAsync, token });
    return result instanceof Promise ? result.then(told) : told(result);
  },
  'cmd.stats': ({ registry }) => {
    const { commands, strings } = registry.statistics();
    return { stats: { commands, strings } };
  },
};
