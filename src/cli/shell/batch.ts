/** Commands from a file or a pipe: no prompt, and the first mistake ends it. */

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Console } from '../../protocol/console/console';
import { Failure, fileError } from '../failure';
import type { Leaving } from './own-commands';
import type { Printer } from './printer';

/** @throws Failure at the first command that fails, with its place */
export async function runScript(console_: Console, printer: Printer, leaving: Leaving, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Failure([fileError(file, `the script cannot be read: ${error.message.split(', ')[0]}`)]);
  });
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const complaint = await printer.perform(console_, line);
    if (complaint !== undefined) throw new Failure([`${file}:${index + 1}:1: error: ${complaint}`]);
    if (leaving.asked) return;
  }
}

/** Commands from standard input. @throws Failure at the first that fails */
export async function runPiped(console_: Console, printer: Printer, leaving: Leaving): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    number++;
    const complaint = await printer.perform(console_, line);
    if (complaint !== undefined) throw new Failure([`<stdin>:${number}:1: error: ${complaint}`]);
    if (leaving.asked) break;
  }
  // Whoever writes may keep the pipe open, which would keep this process.
  process.stdin.destroy();
}
