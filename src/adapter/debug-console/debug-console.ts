/** What is typed into the Debug Console: an expression, or a command of the shell. */

import type { ExecutiveClient } from '../../protocol/client';
import { type ConsoleCommand, said } from '../../protocol/console/command';
import { Console } from '../../protocol/console/console';
import type { Call } from '../calls';
import type { Debuggee } from '../debuggee';
import type { Evaluation } from '../evaluation';
import type { Memory } from '../memory';
import { type NumberFormat, numberFormats } from '../number-format';
import type { RunControl } from '../run-control';
import type { Frame } from '../stack';
import { ConsoleClient } from './console-client';
import { type Effect, refusedCommands, runActions } from './run-actions';

interface Parts {
  readonly debuggee: Debuggee;
  readonly evaluation: Evaluation;
  readonly memory: Memory;
  readonly format: NumberFormat;
  readonly control: RunControl;
  /** Loads a program as a new task; returns its pid. */
  readonly load: (executive: ExecutiveClient, path: string) => Promise<number>;
  /** Tells the client that tasks run without its having asked. */
  readonly continued: (pid: number) => void;
}

/** In front of a command that is also the name of something in the program. */
const COMMAND_MARK = ':';

const hint =
  'Anything else is an expression: R1 + 4, label,u16,8, [SP],x, R2 = 5. A name of the program comes first; :NAME is always the command.';

export class DebugConsole {
  private readonly console: Console;
  private effect: Effect | undefined;
  /** The request that is being performed. */
  private call: Call | undefined;
  private focusedFrame: number | undefined;

  constructor(private readonly parts: Parts) {
    const after = (pid: number, effect: Effect): void => {
      this.effect = async () => {
        if (parts.control.state.moves(pid)) parts.continued(pid);
        await effect();
      };
    };
    const actions = runActions(parts.control, () => this.call!, after);
    this.console = new Console(
      new ConsoleClient(parts.debuggee, parts.memory),
      { load: parts.load },
      { own: [this.formatCommand()], actions, refused: refusedCommands },
    );
  }

  /** The command in a line, without its mark; `undefined` when the line is an expression. */
  commandIn(line: string, frame: Frame | undefined): string | undefined {
    const text = line.trim();
    if (text.startsWith(COMMAND_MARK)) return text.slice(COMMAND_MARK.length);
    const [word = ''] = text.split(/\s/, 1);
    if (!this.console.knows(word)) return undefined;
    return frame && this.parts.evaluation.knows(frame, text) ? undefined : text;
  }

  /** @throws ConsoleError, CommandError, RequestError */
  async perform(
    line: string,
    frame: Frame | undefined,
    call: Call,
  ): Promise<{ text: string; effect: Effect | undefined }> {
    this.effect = undefined;
    this.call = call;
    if (frame && frame.id !== this.focusedFrame) {
      this.focusedFrame = frame.id;
      this.console.context.focusOn(frame.pid);
      this.console.context.frame = frame.index;
    }
    const reply = await this.console.perform(line);
    const isOverview = /^\s*(help|\?)\s*$/i.test(line);
    return { text: isOverview ? `${reply?.text}\n${hint}` : (reply?.text ?? ''), effect: this.effect };
  }

  /** Words that can stand where the line ends, and the part of it that they would replace. */
  async complete(line: string): Promise<{ part: string; candidates: string[] }> {
    const text = line.trimStart();
    const isMarked = text.startsWith(COMMAND_MARK);
    const command = isMarked ? text.slice(COMMAND_MARK.length) : text;
    const isFirst = !/\s/.test(command);
    if (!isFirst && !this.console.knows(command.split(/\s/, 1)[0] ?? '')) return { part: '', candidates: [] };
    return this.console.complete(command);
  }

  private formatCommand(): ConsoleCommand {
    const { format, memory } = this.parts;
    return {
      name: 'format',
      group: 'Looking',
      usage: `format [${numberFormats.join('|')}]`,
      summary: 'show or choose how numbers are shown',
      completes: [numberFormats],
      async run(_context, words) {
        const name = words.oneOf(...numberFormats);
        words.end();
        if (name !== undefined) {
          format.choose(name);
          memory.invalidate();
        }
        return said(`Numbers are shown as ${format.name}.`);
      },
    };
  }
}
