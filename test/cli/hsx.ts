/** The built command as a user calls it, in a folder of its own. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
export const bundle = join(root, 'dist', 'cli.js');

export const example = (name: string): string => join(root, 'examples', name);
export const program = (name: string): string => join(import.meta.dirname, '..', 'adapter', 'programs', name);

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'hsx-cli-'));

  in(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.in(name), content);
    return name;
  }

  /** One line of source per argument, in a program that starts at its first instruction. */
  program(name: string, ...lines: string[]): string {
    return this.write(name, `.entry main\n.text\nmain:\n${lines.map((line) => `${line}\n`).join('')}`);
  }

  bytes(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.in(name)));
  }

  text(name: string): string {
    return readFileSync(this.in(name), 'utf8');
  }

  start(...args: string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [bundle, ...args], { cwd: this.path });
  }

  hsx(...args: string[]): Promise<Result> {
    return resultOf(this.start(...args));
  }

  /** A line for the shell, in which `hsx` is the built command; the exit code is that of the last command. */
  shell(line: string): Promise<Result> {
    const command = `hsx() { "${process.execPath}" "${bundle}" "$@"; }; ${line}`;
    return resultOf(spawn('sh', ['-c', command], { cwd: this.path }));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function resultOf(child: ChildProcessWithoutNullStreams): Promise<Result> {
  child.stdin.end();
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** All commands of `hsx`. */
export const commandNames = 'build asm link disasm run check nm size dump fmt shell dap lsp execd replay'.split(' ');
