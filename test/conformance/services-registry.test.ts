/** Values and commands against the recorded behaviour of the reference (vectors `services/registry.jsonl`). */

import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/executive/values/caller';
import type { CommandHandler, CommandResult } from '../../src/executive/values/command-table';
import type { Descriptor } from '../../src/executive/values/descriptors';
import { halfFromNumber } from '../../src/executive/values/half-value';
import { Registry } from '../../src/executive/values/registry';
import { decodeHalf, encodeHalf } from '../../src/isa/half';
import { readScenarios } from './scenarios';

interface DescriptorFields {
  type: 'group' | 'name' | 'unit' | 'range' | 'persist';
  name: string;
  help: string;
  unit: string;
  epsilon: number;
  rate_ms: number;
  min: number;
  max: number;
  key: number;
  debounce_ms: number;
}

type Subscription = [pid: number, handle: number, name: string];

/** Arguments of all operations; each has its own. */
interface Arguments {
  pid: number;
  auth?: number;
  group: number;
  value: number;
  cmd: number;
  oid: number;
  flags?: number;
  descriptors?: DescriptorFields[];
  time?: number;
  subscriber: Subscription;
  mode: number;
  handler?: 'returns' | 'raises' | number;
  result?: unknown;
  token?: string;
  accept: string | null;
}

type Fields = Record<string, unknown>;

interface Operation {
  op: string;
  args: Arguments;
  result: Fields;
  events?: Fields[];
  notifications?: Fields[];
  writes?: Fields[];
  log_levels?: string[];
}

interface Scenario {
  id: string;
  title: string;
  config: { max_values?: number; max_commands?: number; string_capacity?: number };
  store?: Record<string, number>;
  ops: Operation[];
}

/** Rows where we follow the recommendation instead, by scenario and number of the operation. */
const deviations: Record<string, { quirk: string; results: Record<number, Fields> }> = {
  'vcr-24': {
    quirk: "quirk 23: a guest's handler offset never runs a handler of the host",
    results: { 2: { status: 0, result: null } },
  },
};

class Player {
  events: Fields[] = [];
  notifications: Fields[] = [];
  writes: Fields[] = [];
  warnings = 0;
  private readonly registry: Registry;
  private readonly names = new Map<string, string>();
  private readonly rejected = new Set<string>();

  constructor({ config, store }: Scenario) {
    this.registry = new Registry({
      emit: (type, pid, data) => {
        if (type === 'warning') this.warnings++;
        else this.events.push({ type, pid, ...data });
      },
      notify: ({ pid, handle }, oid, old, raw) => {
        const subscriber = [pid, handle, this.names.get(`${pid}/${handle}`)];
        this.notifications.push({ subscriber, oid, old, new: raw });
        return !this.rejected.has(`${pid}/${handle}`);
      },
      ...(store && {
        store: {
          load: (key) => store[key],
          write: (key, raw, debounceMs) => this.writes.push({ key, raw, debounce_ms: debounceMs }),
        },
      }),
      ...(config.max_values !== undefined && { maxValues: config.max_values }),
      ...(config.max_commands !== undefined && { maxCommands: config.max_commands }),
      ...(config.string_capacity !== undefined && { stringCapacity: config.string_capacity }),
    });
  }

  play({ op, args }: Operation): object | null {
    const { values, commands } = this.registry;
    const { oid, group } = args;
    const caller = { pid: args.pid, level: args.auth ?? 0 };
    const owned = { owner: args.pid, flags: args.flags ?? 0, level: args.auth ?? 0 };
    const filter = { group, ...(args.pid !== undefined && { owner: args.pid }) };
    switch (op) {
      case 'value_register':
        return values.register({ ...owned, group, id: args.value, descriptors: chainOf(args.descriptors, 'name') });
      case 'value_lookup':
        return values.lookup(group, args.value);
      case 'value_get': {
        const { status, raw } = values.get(oid, caller);
        return { status, value: decodeHalf(raw) };
      }
      case 'value_set': {
        const time = args.time ? args.time * 1000 : undefined;
        return { status: values.set(oid, halfFromNumber(args.value), caller, time) };
      }
      case 'value_list':
        return { oids: values.list(filter) };
      case 'value_subscribe':
        return { status: values.subscribe(oid, this.subscriber(args.subscriber)) };
      case 'subscribers':
        return {
          subscribers: values
            .subscribers(oid)
            .map(({ pid, handle }) => [pid, handle, this.names.get(`${pid}/${handle}`)]),
        };
      case 'reject':
        this.rejected.add(args.subscriber.slice(0, 2).join('/'));
        return {};
      case 'value_persist':
        return { status: values.persist(oid, args.mode, caller) };
      case 'describe_value':
        return values.describe(oid) ?? null;
      case 'command_register':
        return commands.register({
          ...owned,
          group,
          id: args.cmd,
          descriptors: chainOf(args.descriptors, 'command'),
          ...handlerOf(args),
        });
      case 'command_lookup':
        return commands.lookup(group, args.cmd);
      case 'command_list':
        return { oids: commands.list(filter) };
      case 'command_call':
        return this.call(oid, caller, args.token);
      case 'command_call_async':
        return this.callAsync(oid, caller, args.token);
      case 'command_help':
        return { help: commands.help(oid) ?? null };
      case 'describe_command':
        return commands.describe(oid) ?? null;
      case 'set_validator':
        commands.validator = args.accept === null ? undefined : (_oid, token) => token === args.accept;
        return {};
      case 'cleanup_pid':
        this.registry.removeTask(args.pid);
        return {};
      case 'stats':
        return this.registry.statistics();
      default:
        throw new Error(`unknown operation ${op}`);
    }
  }

  private call(oid: number, caller: Caller, token: string | undefined): object {
    const completions: CommandResult[] = [];
    this.registry.commands.call(oid, caller, token, (result) => completions.push(result));
    return completions[0]!;
  }

  /** Ours runs at once: nothing is ever queued, and what the reference does on another thread is done. */
  private callAsync(oid: number, caller: Caller, token: string | undefined): object {
    const completion: CommandResult[] = [];
    const status = this.registry.commands.callAsync(oid, caller, token, (result) => completion.push(result));
    return { status, queued: completion.length, events_before_run: [], completion };
  }

  private subscriber([pid, handle, name]: Subscription): { pid: number; handle: number } {
    this.names.set(`${pid}/${handle}`, name);
    return { pid, handle };
  }
}

function handlerOf({ handler, result }: Arguments): { handler?: CommandHandler; handlerOffset?: number } {
  if (handler === undefined) return {};
  if (typeof handler === 'number') return { handlerOffset: handler };
  if (handler === 'returns') return { handler: () => result };
  return {
    handler: () => {
      throw new Error('boom');
    },
  };
}

function chainOf(descriptors: DescriptorFields[] = [], nameType: 'name' | 'command'): Descriptor[] {
  return descriptors.map((descriptor): Descriptor => {
    const { type, name, help, unit, epsilon, min, max, key } = descriptor;
    if (type === 'unit') return { type, unit, epsilon: encodeHalf(epsilon), rateMs: descriptor.rate_ms };
    if (type === 'range') return { type, min: encodeHalf(min), max: encodeHalf(max) };
    if (type === 'persist') return { type, key, debounceMs: descriptor.debounce_ms };
    if (type === 'name' && nameType === 'command') return { type: 'command', name, help };
    return { type, name };
  });
}

/** Executive-protocol Q45 fixed: events tell the value that is stored, not the one that was asked for. */
function withStoredValue(event: Fields): Fields {
  return event['type'] === 'value_changed' ? { ...event, new_value: decodeHalf(Number(event['new_f16'])) } : event;
}

describe('values and commands as recorded', () => {
  it.each(readScenarios<Scenario>('registry'))('$id $title', (scenario) => {
    const deviation = deviations[scenario.id];
    const player = new Player(scenario);
    scenario.ops.forEach((operation, index) => {
      player.events = [];
      player.notifications = [];
      player.writes = [];
      player.warnings = 0;
      const expected = deviation?.results[index];
      expect(player.play(operation)).toEqual(expected ?? operation.result);
      const events = (operation.events ?? []).map(withStoredValue);
      expect(player.events).toEqual(
        expected ? events.map((event) => ('result' in event ? { ...event, ...expected } : event)) : events,
      );
      expect(player.notifications).toEqual(operation.notifications ?? []);
      expect(player.writes).toEqual(operation.writes ?? []);
      expect(player.warnings).toBe(operation.log_levels?.length ?? 0);
    });
  });

  it.each(Object.entries(deviations))('%s deviates from the record as recommended', (id, { quirk, results }) => {
    const scenario = readScenarios<Scenario>('registry').find((candidate) => candidate.id === id)!;
    expect(quirk).toMatch(/^quirk \d+/);
    for (const [index, result] of Object.entries(results)) {
      expect(scenario.ops[Number(index)]!.result).not.toEqual(result);
    }
  });
});
