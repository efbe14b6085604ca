/** How the contract declares a command: its arguments, who may call it, its answer. */

import type { Feature } from './features';
import { type Reader, RequestError } from './readers';

export interface Argument<Value, Optional extends boolean = boolean> {
  readonly optional: Optional;
  readonly read: Reader<Value>;
  /** Other names under which clients send it. */
  readonly aliases?: readonly string[];
  /** The error text when it is missing; by default `<command> requires '<name>'`. */
  readonly missing?: string;
}

type ArgumentOptions = Pick<Argument<unknown>, 'aliases' | 'missing'>;

export const required = <Value>(read: Reader<Value>, options: ArgumentOptions = {}): Argument<Value, false> => ({
  optional: false,
  read,
  ...options,
});

/** Absent and `null` are the same. */
export const optional = <Value>(read: Reader<Value>, options: ArgumentOptions = {}): Argument<Value, true> => ({
  optional: true,
  read,
  ...options,
});

// biome-ignore lint/suspicious/noExplicitAny: an argument of any type
export type ArgumentTable = Readonly<Record<string, Argument<any>>>;

type ValueOf<A> = A extends Argument<infer Value> ? Value : never;
type NamesOf<Table, Optional extends boolean> = {
  [Name in keyof Table]: Table[Name] extends Argument<unknown, infer Is> ? (Is extends Optional ? Name : never) : never;
}[keyof Table];

/** The request as an object: what the in-process channel passes, and what is read from a wire. */
export type RequestOf<Table extends ArgumentTable> = {
  [Name in NamesOf<Table, false>]: ValueOf<Table[Name]>;
} & { [Name in NamesOf<Table, true>]?: ValueOf<Table[Name]> | undefined };

export interface CommandRules<Request> {
  /**
   * Whether the command is refused while another session has locked the task of its argument `pid` (spec 3, column L).
   * Without a pid nothing is refused.
   */
  readonly locked?: boolean | ((request: Request) => boolean);
  /** Whether an observer may call it: it changes nothing that others see. */
  readonly observable?: boolean | ((request: Request) => boolean);
  /** Whether it needs an open session. */
  readonly session?: boolean | ((request: Request) => boolean);
  /** Unknown to sessions without it, because others expect that (Q27). */
  readonly feature?: Feature;
}

export interface Command<Table extends ArgumentTable = ArgumentTable, Response = unknown> {
  readonly arguments: Table;
  readonly rules: CommandRules<RequestOf<Table>>;
  /** Carries the response type only. */
  readonly response?: Response;
}

/** Declares a command: `command<Response>()({ arguments }, rules)`. */
export const command =
  <Response>() =>
  <Table extends ArgumentTable>(
    table: Table,
    rules: CommandRules<RequestOf<Table>> = {},
  ): Command<Table, Response> => ({ arguments: table, rules });

/**
 * Reads the arguments of a command from a message. What it does not know is ignored.
 * @throws RequestError for an argument that is missing or cannot be understood
 */
export function readArguments(
  name: string,
  { arguments: table }: { readonly arguments: ArgumentTable },
  message: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [key, argument] of Object.entries(table)) {
    const { aliases, read } = argument;
    let value = message[key];
    for (let index = 0; value == null && aliases && index < aliases.length; index++) value = message[aliases[index]!];
    if (value != null) request[key] = read(value, key);
    else if (!argument.optional) throw new RequestError(argument.missing ?? `${name} requires '${key}'`);
  }
  return request;
}

/** No answer besides that it was done. */
export type Done = Record<string, never>;
