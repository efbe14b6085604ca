/** The file into which `--record` writes. */

import { openSync, writeSync } from 'node:fs';
import { Failure } from '../failure';

/**
 * Every line is written at once, so that a process that is killed leaves all but the last.
 * @throws Failure when the file cannot be made
 */
export function recordTo(path: string): (line: string) => void {
  try {
    const file = openSync(path, 'w');
    return (line) => void writeSync(file, line);
  } catch (error) {
    throw new Failure([`hsx execd: cannot record to ${path}: ${(error as Error).message}`]);
  }
}
