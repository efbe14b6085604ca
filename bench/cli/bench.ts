/** Starting the command: whole processes, against a Node that does nothing. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Row } from '../row';

const ROUNDS = 21;
/** Relative to the root of the repository, where benchmarks are started. */
const PROGRAM = path.join('examples', 'fib_frames.mvasm');

function milliseconds(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

/** All take turns; the median of each counts. @param cli the bundle of the command */
export function cliBench(cli: string): Row[] {
  const commands: readonly (readonly [name: string, args: readonly string[], goal?: number])[] = [
    ['hsx run on a small program (node -e 0)', [cli, 'run', PROGRAM], 3],
    ['hsx check on a small program (node -e 0)', [cli, 'check', PROGRAM]],
    ['hsx --version (node -e 0)', [cli, '--version']],
  ];
  const empty: number[] = [];
  const times = commands.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    empty.push(milliseconds(['-e', '0']));
    for (const [index, [, args]] of commands.entries()) times[index]!.push(milliseconds(args));
  }
  const base = median(empty);
  return commands.map(([name, , goal], index) => {
    const ours = median(times[index]!);
    return { name, ours, base, unit: 'ms', ratio: ours / base, ...(goal !== undefined && { goal }) };
  });
}
