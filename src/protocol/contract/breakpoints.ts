/** Breakpoints (executive-protocol spec 6.1). They belong to the task, not to the session that set them. */

import { command, optional } from './command';
import { pid } from './common';
import { integer, word } from './readers';

const operations = {
  list: ['ls', ''],
  set: ['add'],
  clear: ['remove', 'rm', 'del', 'delete'],
  clear_all: ['clearall', 'reset'],
};

export const breakpoints = {
  /** Addresses are taken modulo 65536 and need not lie in the code. */
  bp: command<{ pid: number; breakpoints: number[] }>()(
    {
      pid,
      op: optional(
        word(operations, (op) => `unknown bp op '${op}'`),
        { aliases: ['action'] },
      ),
      addr: optional(integer({ text: (address) => `invalid breakpoint addr '${address}'` })),
    },
    { locked: ({ op = 'list' }) => op !== 'list', observable: ({ op = 'list' }) => op === 'list' },
  ),
} as const;
