/** Values and commands of an executive with the tables they share (services spec 4). */

import type { EmitEvent } from '../events';
import { CommandTable } from './command-table';
import { DescriptorPool } from './descriptors';
import type { ValueStore } from './store';
import { stringUsage, tableUsage, Usage } from './usage';
import { type Notify, ValueTable } from './value-table';

interface RegistryOptions {
  readonly emit: EmitEvent;
  readonly notify: Notify;
  /** Without one nothing outlives its task. */
  readonly store?: ValueStore;
  readonly strictRanges?: boolean;
  /** Default 256. */
  readonly maxValues?: number;
  /** Default 256. */
  readonly maxCommands?: number;
  /** Bytes, default 4096. */
  readonly stringCapacity?: number;
}

/** Everything about a value or command, in its wire form. */
export type ValueDescription = NonNullable<ReturnType<ValueTable['describe']>>;
export type CommandDescription = NonNullable<ReturnType<CommandTable['describe']>>;

export class Registry {
  readonly values: ValueTable;
  readonly commands: CommandTable;
  private readonly valueUsage: Usage;
  private readonly commandUsage: Usage;
  private readonly stringUsage: Usage;

  constructor(options: RegistryOptions) {
    const {
      emit,
      notify,
      store,
      maxValues = 256,
      maxCommands = 256,
      stringCapacity = 4096,
      strictRanges = false,
    } = options;
    const warn = (text: string): void => emit('warning', null, { reason: 'table_usage', text });
    this.valueUsage = new Usage(maxValues, 'values', warn);
    this.commandUsage = new Usage(maxCommands, 'commands', warn);
    this.stringUsage = new Usage(stringCapacity, 'bytes for names of values and commands', warn);
    const pool = new DescriptorPool(this.stringUsage);
    this.values = new ValueTable({ usage: this.valueUsage, pool, emit, notify, store, strictRanges });
    this.commands = new CommandTable({ usage: this.commandUsage, pool, emit });
  }

  /** Removes the values, commands and subscriptions of a pid. Strings and descriptors stay. */
  removeTask(pid: number): void {
    this.values.removeTask(pid);
    this.commands.removeTask(pid);
  }

  /** In its wire form. */
  statistics() {
    return {
      values: tableUsage(this.valueUsage),
      commands: tableUsage(this.commandUsage),
      strings: stringUsage(this.stringUsage),
    };
  }
}
