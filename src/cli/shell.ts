/** `hsx shell`: a command line on an executive of its own or on a remote one. */

import type { ClockPace } from '../executive/pacing/clock-pace';
import { Console } from '../protocol/console/console';
import { Failure } from './failure';
import { loadable, type SourceOptions } from './project';
import { runPiped, runScript } from './shell/batch';
import { ownExecutive, remoteExecutive } from './shell/executive';
import { type Leaving, shellCommands, shellFiles } from './shell/own-commands';
import { Printer } from './shell/printer';
import { Terminal } from './shell/terminal';

interface ShellCommand extends SourceOptions {
  readonly connect?: string;
  readonly token?: string;
  readonly json?: boolean;
  readonly script?: string;
  /** Of the shell's own executive. */
  readonly clock: ClockPace;
}

/** @throws Failure when there is no executive, or a command of a script fails */
export async function shell(
  files: readonly string[],
  { connect, token, json = false, script, clock, utf8Text, wideServices }: ShellCommand,
): Promise<void> {
  const sources: SourceOptions = { utf8Text, wideServices };
  const executive =
    connect === undefined ? ownExecutive(clock, sources) : await remoteExecutive(connect, token, sources);
  const { client } = executive;
  const printer = new Printer(json);
  const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && script === undefined;
  let terminal: Terminal | undefined;
  const top = onTerminal
    ? async (context: Console['context']) => {
        const { showTop } = await import('./shell/top');
        await terminal?.lend(() => printer.holding(() => showTop(context)));
      }
    : undefined;
  const leaving: Leaving = { asked: false };
  const own = shellCommands(leaving, () => terminal?.history ?? []);
  const console_ = new Console(
    client,
    { load: executive.load, files: shellFiles, notify: (line) => notify(line), top },
    { own, refused: {} },
  );
  const notify = (line: string): void => {
    if (terminal?.isTyping) terminal.show(`${line}\n`);
    else printer.tell(line);
  };
  const tell = (text: string): void => {
    if (terminal) terminal.show(text);
    else process.stderr.write(text);
  };
  executive.onConnection((line) => tell(`${line}\n`));
  client.onEvent(({ type, data }) => {
    if (type !== 'stdout' && type !== 'stderr' && type !== 'uart') return;
    const { text } = data as { text: string };
    if (terminal?.isTyping) terminal.show(text);
    else printer.show(type === 'stderr' ? 'stderr' : 'stdout', text);
  });
  try {
    for (const file of await loadable(files)) {
      const complaint = await printer.perform(console_, `load "${file.replaceAll('\\', '\\\\')}"`);
      if (complaint !== undefined) throw new Failure(complaint.split('\n'));
    }
    if (script !== undefined) await runScript(console_, printer, leaving, script);
    else if (onTerminal) {
      terminal = new Terminal(console_, printer, leaving);
      await terminal.run();
    } else await runPiped(console_, printer, leaving);
  } finally {
    console_.end();
    await client.close();
  }
}
