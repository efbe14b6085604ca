/** Traces of instructions (executive-protocol spec 8.2). */

import { command, required } from './command';
import { pid } from './common';
import { flag } from './readers';

export const trace = {
  trace: command<{ trace: { pid: number; enabled: boolean } }>()({ pid, mode: required(flag) }, { locked: true }),
} as const;
