/** What only a shell has: a way out, lines that were typed, and files. */

import { readFile, writeFile } from 'node:fs/promises';
import { type ConsoleCommand, commandsOf, said } from '../../protocol/console/command';
import type { ConsoleHost } from '../../protocol/console/context';
import { ConsoleError } from '../../protocol/console/words';

export interface Leaving {
  /** Whether the person wants to leave. */
  asked: boolean;
}

/** @param typed the lines of this shell and of those before, oldest first */
export const shellCommands = (leaving: Leaving, typed: () => readonly string[]): readonly ConsoleCommand[] =>
  commandsOf(
    'Console',
    {
      name: 'history',
      usage: 'history [N]',
      summary: 'list the last lines that were typed, 20 by default',
      async run(_context, words) {
        const count = words.number() ?? 20;
        words.end();
        const lines = count > 0 ? typed().slice(-count) : [];
        return { data: lines, text: lines.join('\n') || 'Nothing was typed yet.' };
      },
    },
    {
      name: 'quit',
      aliases: ['exit', 'q'],
      usage: 'quit',
      summary: 'leave the shell',
      async run(_context, words) {
        words.end();
        leaving.asked = true;
        return said('');
      },
    },
  );

const complaint = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? 'there is no such file or folder' : message.replace(/, \w+ '.*'$/, '');

export const shellFiles: NonNullable<ConsoleHost['files']> = {
  read: (path) =>
    readFile(path, 'utf8').catch((error) => {
      throw new ConsoleError(`${path} cannot be read: ${complaint(error)}`);
    }),
  write: (path, text) =>
    writeFile(path, text).catch((error) => {
      throw new ConsoleError(`${path} cannot be written: ${complaint(error)}`);
    }),
};
