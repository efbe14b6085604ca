/** The shell on a terminal: prompt, completion, history; Ctrl-C halts what runs. */

import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Console } from '../../protocol/console/console';
import { appendHistory, readHistory } from './history';
import type { Leaving } from './own-commands';
import type { Printer } from './printer';

const PROMPT = 'hsx> ';

/** Files whose names go on from what is typed; folders with a slash. */
async function filesFor(part: string): Promise<string[]> {
  const folder = part.endsWith('/') ? part : dirname(part);
  const start = part.endsWith('/') ? '' : basename(part);
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => name.startsWith(start))
    .map((entry) => `${part.includes('/') ? join(folder, entry.name) : entry.name}${entry.isDirectory() ? '/' : ''}`)
    .sort();
}

export class Terminal {
  private readonly typed: string[] = [];
  private before: readonly string[] = [];
  private lines: Interface | undefined;
  private busy = false;

  constructor(
    private readonly console: Console,
    private readonly printer: Printer,
    private readonly leaving: Leaving,
  ) {}

  /** The lines typed here and in earlier shells, oldest first. */
  get history(): readonly string[] {
    return [...this.before, ...this.typed];
  }

  /** Until the person leaves or the input ends. */
  async run(): Promise<void> {
    this.before = await readHistory();
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: PROMPT,
      history: [...this.before].reverse(),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, answer: (error: null, result: [string[], string]) => void) =>
        void this.complete(line).then((result) => answer(null, result)),
    });
    this.lines = lines;
    lines.on('SIGINT', () => void this.onInterrupt(lines));
    lines.prompt();
    for await (const line of lines) {
      this.busy = true;
      const complaint = await this.printer.perform(this.console, line);
      if (complaint !== undefined) console.error(complaint);
      this.busy = false;
      if (this.leaving.asked) break;
      if (line.trim() !== '') this.typed.push(line);
      lines.prompt();
    }
    this.lines = undefined;
    lines.close();
    await appendHistory(this.typed);
  }

  /** Whether it waits for a line. */
  get isTyping(): boolean {
    return this.lines !== undefined && !this.busy;
  }

  /** Text that comes meanwhile: above the line being typed. */
  show(text: string): void {
    const typing = this.isTyping;
    process.stdout.write(typing ? `\r\x1b[K${text}` : text);
    if (!typing) return;
    if (!text.endsWith('\n')) process.stdout.write('\n');
    this.lines?.prompt(true);
  }

  /** Gives the keys to somebody else for a while. */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    const { stdin } = process;
    const own = stdin.listeners('keypress') as ((...key: unknown[]) => void)[];
    for (const listener of own) stdin.off('keypress', listener);
    try {
      return await work();
    } finally {
      for (const listener of own) stdin.on('keypress', listener);
    }
  }

  private async complete(line: string): Promise<[string[], string]> {
    const { part, candidates, wantsFile } = await this.console.complete(line);
    return [wantsFile ? await filesFor(part) : candidates, part];
  }

  private async onInterrupt(lines: Interface): Promise<void> {
    if (await this.console.interrupt()) return;
    console.log("^C  ('quit' leaves)");
    lines.write(null, { ctrl: true, name: 'u' });
    lines.prompt();
  }
}
