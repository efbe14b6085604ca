/** The commands of an executive (services spec 4.5). They have no arguments. */

import type { EmitEvent } from '../events';
import { type Caller, levelOf } from './caller';
import { CommandFlag, CommandStatus } from './constants';
import type { DescriptorPool } from './descriptors';
import {
  type Declaration,
  describeObject,
  eventFields,
  ObjectTable,
  type Registration,
  type TableObject,
} from './object-table';
import type { Usage } from './usage';

/** Performs a command in the host; what it throws fails the call. */
export type CommandHandler = (caller: Caller) => unknown;

/** Decides on calls of commands with the PIN flag. */
type CommandValidator = (oid: number, token: string | undefined, caller: Caller) => boolean;

/** `level` is what every caller needs, the owner too. */
interface CommandDeclaration extends Declaration {
  readonly handler?: CommandHandler;
  /** Byte address of a guest's handler in its code; 0: it has none. */
  readonly handlerOffset?: number;
}

interface Command extends TableObject {
  readonly handler: CommandHandler | undefined;
  readonly handlerOffset: number;
}

export interface CommandResult {
  readonly status: CommandStatus;
  /** What the handler returned, or why it failed; `null` for nothing. */
  readonly result: unknown;
}

/** A routine in the code of the owner. */
export interface GuestHandler {
  readonly owner: number;
  readonly oid: number;
  /** Byte address. */
  readonly offset: number;
}

/** Has a guest's handler run; `complete` is called once, perhaps later. */
export type RunGuestHandler = (
  handler: GuestHandler,
  caller: Caller,
  complete: (completion: CommandResult) => void,
) => void;

interface CommandTableOptions {
  readonly usage: Usage;
  readonly pool: DescriptorPool;
  readonly emit: EmitEvent;
}

export class CommandTable extends ObjectTable<Command> {
  /** Without one, commands with the PIN flag cannot be called. */
  validator: CommandValidator | undefined;
  /** Without it, commands of guests answer that they are done. */
  runGuest: RunGuestHandler | undefined;
  private readonly emit: EmitEvent;

  constructor({ usage, pool, emit }: CommandTableOptions) {
    super(usage, pool);
    this.emit = emit;
  }

  register(declaration: CommandDeclaration): Registration {
    const { handler, handlerOffset = 0 } = declaration;
    const registration = this.add(declaration, (common) => ({ ...common, handler, handlerOffset }));
    const command = this.find(registration.oid);
    if (registration.status === CommandStatus.ok && command) {
      const data = { ...eventFields(command, command.owner), cmd_id: command.id, desc_head: command.head };
      this.emit('cmd_registered', command.owner, data);
    }
    return registration;
  }

  /**
   * Calls a command. `complete` gets what it came to: before this returns, or later when the handler is a guest's.
   * @param runGuest how a guest's handler is run; by default as {@link CommandTable.runGuest} says
   */
  call(
    oid: number,
    caller: Caller,
    token: string | undefined,
    complete: (completion: CommandResult) => void,
    runGuest = this.runGuest,
  ): void {
    const command = this.find(oid);
    if (!command || !this.mayCall(command, caller, token)) {
      complete({ status: command ? CommandStatus.notPermitted : CommandStatus.notFound, result: null });
      return;
    }
    const fields = { ...eventFields(command, caller.pid), cmd_id: command.id, owner_pid: command.owner };
    this.emit('cmd_invoked', caller.pid, fields);
    const done = (completion: CommandResult): void => {
      this.emit('cmd_completed', caller.pid, { ...fields, ...completion });
      complete(completion);
    };
    const { owner, handlerOffset: offset } = command;
    if (command.handler || offset === 0 || !runGuest) done(run(command, caller));
    else runGuest({ owner, oid, offset }, caller, done);
  }

  /** As {@link call}, for a command with the ASYNC flag. Nothing is completed unless the call was accepted. */
  callAsync(
    oid: number,
    caller: Caller,
    token: string | undefined,
    complete: (completion: CommandResult) => void,
  ): CommandStatus {
    const command = this.find(oid);
    if (!command) return CommandStatus.notFound;
    if ((command.flags & CommandFlag.async) === 0) return CommandStatus.noAsync;
    if (!this.mayCall(command, caller, token)) return CommandStatus.notPermitted;
    this.call(oid, caller, token, complete);
    return CommandStatus.ok;
  }

  /** `undefined` without a name descriptor. */
  help(oid: number): string | undefined {
    return this.find(oid)?.chain.find((descriptor) => descriptor.type === 'command')?.help;
  }

  /** Everything about a command, in its wire form. */
  describe(oid: number) {
    const command = this.find(oid);
    return command && { cmd_id: command.id, handler_ref: command.handlerOffset, ...describeObject(command) };
  }

  private mayCall(command: Command, caller: Caller, token: string | undefined): boolean {
    if (command.owner !== caller.pid || levelOf(caller) < command.level) return false;
    return (command.flags & CommandFlag.pin) === 0 || (this.validator?.(command.oid, token, caller) ?? false);
  }
}

function run({ handler }: Command, caller: Caller): CommandResult {
  try {
    return { status: CommandStatus.ok, result: handler?.(caller) ?? null };
  } catch (error) {
    return { status: CommandStatus.failed, result: error instanceof Error ? error.message : String(error) };
  }
}
