/** How a command of the console is declared. */

import type { ConsoleContext } from './context';
import type { Arguments } from './words';

/** What a command found: for programs, and for people. */
export interface Reply {
  /** Anything that JSON can hold. */
  readonly data: unknown;
  /** Without the last line's end; empty when there is nothing to say. */
  readonly text: string;
}

/** What can stand in a place behind a command, for completion. */
export type Completion = 'pid' | 'symbol' | 'value' | 'guest-command' | 'file' | 'command' | readonly string[];

export interface ConsoleCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** `name WHAT [WHAT]`: what must stand behind the name, and in brackets what may. */
  readonly usage: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Its answer says what becomes of the tasks, so nothing else needs to. */
  readonly tellsEnd?: boolean;
  /** By place behind the name; the last one counts for all that follow. */
  readonly completes?: readonly Completion[];
  run(context: ConsoleContext, words: Arguments): Promise<Reply>;
}

export const groups = [
  'Tasks',
  'Running',
  'Breakpoints',
  'Looking',
  'Memory',
  'Services',
  'Devices',
  'Executive',
  'Console',
] as const;
export type Group = (typeof groups)[number];

/** A reply that is text alone. */
export const said = (text: string): Reply => ({ data: text, text });

/** Declares several commands of one group. */
export const commandsOf = (
  group: Group,
  ...commands: readonly Omit<ConsoleCommand, 'group'>[]
): readonly ConsoleCommand[] => commands.map((command) => ({ ...command, group }));
