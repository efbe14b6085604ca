/** Watches (executive-protocol spec 8.1). */

import type { WatchRecord } from '../../executive/watching/watch';
import { command, optional } from './command';
import { pid } from './common';
import { integer, type Reader, RequestError, word } from './readers';

const operations = { add: ['create'], remove: ['del', 'delete'], list: ['ls', ''] };
const types = { address: ['addr'], symbol: ['name'], local: ['locals'] };

const expression: Reader<string> = (value) => {
  if (typeof value !== 'string' || value === '') throw new RequestError("watch add requires 'expr'");
  return value;
};

export const watches = {
  /** What changed is told with `watch_update` after every call that executes. */
  watch: command<{
    watch: WatchRecord | { pid: number; count: number; watches: WatchRecord[] };
    /** As in `watch`, for `list`. */
    watches?: WatchRecord[];
  }>()(
    {
      pid,
      op: optional(word(operations, (op) => `unknown watch op '${op}'`)),
      expr: optional(expression, { aliases: ['expression'] }),
      type: optional(word(types), { aliases: ['kind'] }),
      /** Bytes. */
      length: optional(integer(), { aliases: ['size'] }),
      watch: optional(integer(), { aliases: ['id', 'watch_id'] }),
    },
    { locked: ({ op = 'list' }) => op !== 'list', observable: ({ op = 'list' }) => op === 'list' },
  ),
} as const;
