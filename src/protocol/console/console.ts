/**
 * The command line of an executive: the commands of the family's shell and debugger (executive-protocol spec 3), on any
 * executive client. It knows neither terminal nor process.
 */

import { CommandError, type ExecutiveClient } from '../client';
import { ConnectionError } from '../remote/errors';
import { type Completion, type ConsoleCommand, commandsOf, groups, type Reply, said } from './command';
import { breakpointCommands } from './commands/breakpoints';
import { deviceCommands } from './commands/devices';
import { eventCommands } from './commands/events';
import { executiveCommands } from './commands/executive';
import { lookingCommands } from './commands/looking';
import { mailboxCommands } from './commands/mailboxes';
import { memoryCommands } from './commands/memory';
import { provisioningCommands } from './commands/provisioning';
import { runningCommands } from './commands/running';
import { taskCommands } from './commands/tasks';
import { traceCommands } from './commands/trace';
import { valueCommands } from './commands/values';
import { ConsoleContext, type ConsoleHost } from './context';
import { familyWords } from './family-words';
import { Notices } from './notices';
import { executiveActions, type RunActions } from './run-actions';
import { Arguments, ConsoleError, splitWords } from './words';

/** What a console has otherwise than the shell. */
export interface ConsoleChanges {
  readonly own: readonly ConsoleCommand[];
  /** How tasks are run and ended. */
  readonly actions?: RunActions;
  /** Names of commands that cannot be had there, with what to do instead. */
  readonly refused: Readonly<Record<string, string>>;
}

export class Console {
  readonly context: ConsoleContext;
  private readonly notices: Notices | undefined;
  private readonly commands = new Map<string, ConsoleCommand>();
  /** Words that stand for others. */
  private readonly aliases = new Map<string, readonly string[]>();

  constructor(
    client: ExecutiveClient,
    host: ConsoleHost,
    private readonly changes: ConsoleChanges = { own: [], refused: {} },
  ) {
    this.context = new ConsoleContext(client, host, (context) => changes.actions ?? executiveActions(context));
    this.notices = host.notify && new Notices(this.context, host.notify);
    const all = [
      ...[taskCommands, runningCommands, breakpointCommands, lookingCommands, traceCommands, memoryCommands],
      ...[mailboxCommands, valueCommands, deviceCommands, provisioningCommands],
      ...[executiveCommands, this.notices ? eventCommands(this.notices) : [], this.ownCommands(), changes.own],
    ];
    for (const command of all.flat()) {
      if (Object.hasOwn(changes.refused, command.name)) continue;
      for (const name of [command.name, ...(command.aliases ?? [])]) this.commands.set(name, command);
    }
  }

  /** Whether a line that starts with this word is a command, be it one that is refused. */
  knows(word: string): boolean {
    const name = word.toLowerCase();
    return (
      this.commands.has(name) ||
      this.aliases.has(word) ||
      familyWords.has(name) ||
      Object.hasOwn(this.changes.refused, name)
    );
  }

  /**
   * Performs one line; an empty one, or a remark, does nothing.
   * @throws ConsoleError, CommandError, ConnectionError with a message for people
   */
  async perform(line: string): Promise<Reply | undefined> {
    const [name, ...words] = this.expand(splitWords(line));
    if (name === undefined) return undefined;
    const command = this.commandNamed(name);
    const run = () => command.run(this.context, new Arguments(words, command.usage));
    return this.notices ? this.notices.during(command, run) : run();
  }

  /** Stops what a command has started and waits for. False when none does. */
  async interrupt(): Promise<boolean> {
    if (!this.context.stops.isRunning) return false;
    const [first] = await this.context.tasks();
    if (first) await this.context.client.request('debug.halt', { pid: first.pid });
    return true;
  }

  /** What may stand where the line ends, and the part of it that these would replace. `file` is the host's affair. */
  async complete(line: string): Promise<{ part: string; candidates: string[]; wantsFile: boolean }> {
    const part = /\S*$/.exec(line)?.[0] ?? '';
    const before = line
      .slice(0, line.length - part.length)
      .trim()
      .split(/\s+/)
      .filter(Boolean);
    const [name, ...words] = this.expand(before);
    const places = name === undefined ? (['command'] as const) : this.commands.get(name.toLowerCase())?.completes;
    const completion = places?.[Math.min(words.length, places.length - 1)];
    const all = completion === undefined ? [] : await this.candidates(completion);
    const candidates = all.filter((candidate) => candidate.startsWith(part)).sort();
    return { part, candidates, wantsFile: completion === 'file' };
  }

  end(): void {
    this.context.stops.end();
    this.notices?.end();
  }

  private expand(words: readonly string[]): readonly string[] {
    const [first, ...rest] = words;
    const meaning = first === undefined ? undefined : (this.aliases.get(first) ?? familyWords.get(first.toLowerCase()));
    return meaning ? [...meaning, ...rest] : words;
  }

  private async candidates(completion: Completion): Promise<readonly string[]> {
    if (typeof completion !== 'string') return completion;
    if (completion === 'command') return [...this.commands.keys(), ...this.aliases.keys()];
    try {
      if (completion === 'pid') return (await this.context.tasks()).map(({ pid }) => String(pid));
      if (completion === 'file') return [];
      if (completion === 'value') return namesOf((await this.context.client.request('val.list', {})).values);
      if (completion === 'guest-command') return namesOf((await this.context.client.request('cmd.list', {})).commands);
      const { symbols } = await this.context.client.request('symbols', { pid: await this.context.focus() });
      return symbols.symbols.map(({ name }) => name);
    } catch {
      // Whoever presses Tab wants no error.
      return [];
    }
  }

  private ownCommands(): readonly ConsoleCommand[] {
    return commandsOf(
      'Console',
      {
        name: 'help',
        aliases: ['?'],
        usage: 'help [COMMAND]',
        summary: 'list the commands, or tell how one is used',
        completes: ['command'],
        run: async (_context, words) => {
          const name = words.next();
          words.end();
          return said(name === undefined ? this.overview() : this.help(name));
        },
      },
      {
        name: 'alias',
        usage: 'alias [NAME [WORDS...]]',
        summary: 'let a word stand for others; without words it is forgotten',
        run: async (_context, words) => {
          const name = words.next();
          const meaning = words.rest();
          if (name !== undefined && meaning.length > 0) this.aliases.set(name, meaning);
          else if (name !== undefined) this.aliases.delete(name);
          const all = Object.fromEntries(this.aliases);
          const lines = Object.entries(all).map(([alias, stands]) => `${alias}: ${stands.join(' ')}`);
          return { data: all, text: lines.join('\n') || 'There are no aliases.' };
        },
      },
    );
  }

  /** @throws ConsoleError */
  private commandNamed(name: string): ConsoleCommand {
    const command = this.commands.get(name.toLowerCase());
    if (command) return command;
    const { refused } = this.changes;
    const instead = Object.hasOwn(refused, name.toLowerCase()) ? refused[name.toLowerCase()] : undefined;
    throw new ConsoleError(
      instead ? `There is no ${name} here. ${instead}` : `There is no command "${name}"; 'help' lists them.`,
    );
  }

  private overview(): string {
    const distinct = [...new Set(this.commands.values())];
    const width = Math.max(...distinct.map(({ name }) => name.length));
    return groups
      .map((group) => {
        const lines = distinct
          .filter((command) => command.group === group)
          .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
        return [group, ...lines].join('\n');
      })
      .join('\n');
  }

  private help(name: string): string {
    const [word = name] = this.expand([name]);
    const command = this.commandNamed(word);
    const { usage, summary, aliases = [] } = command;
    const also = aliases.length > 0 ? `\nAlso: ${aliases.join(', ')}` : '';
    return `${usage}\n${summary[0]!.toUpperCase()}${summary.slice(1)}.${also}`;
  }
}

/** Those that have one. */
const namesOf = (described: readonly object[]): string[] =>
  described.flatMap((one) => ('name' in one && typeof one.name === 'string' ? [one.name] : []));

/** The message of what went wrong for people; undefined for a bug. */
export function complaintOf(error: unknown): string | undefined {
  const expected = error instanceof ConsoleError || error instanceof CommandError || error instanceof ConnectionError;
  return expected ? error.message : undefined;
}
