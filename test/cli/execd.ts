/** `hsx execd` in a process of its own, once it listens. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { bundle } from './hsx';

export interface RunningExecd {
  readonly child: ChildProcessWithoutNullStreams;
  readonly port: number;
  /** What it printed until it listened. */
  readonly output: string;
}

interface Place {
  /** By default a free one. */
  readonly port?: number;
  readonly cwd?: string;
}

/** @throws Error with what it printed when it ended before it listened */
export async function startExecd(args: readonly string[], { port = 0, cwd }: Place = {}): Promise<RunningExecd> {
  const child = spawn(process.execPath, [bundle, 'execd', '--port', String(port), ...args], { cwd });
  // Whatever becomes of the test, nothing of it keeps running.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += chunk;
    const [, number] = /listening on .*:(\d+)\n$/.exec(output) ?? [];
    if (number === undefined) continue;
    child.stdout.resume();
    return { child, port: Number(number), output };
  }
  throw new Error(`hsx execd ended before it listened: ${output}${complaint}`);
}
