/** Traces of instructions (executive-protocol spec 8.2). */

import type { TraceRecord } from '../../executive/tracing/trace-record';
import { command, optional } from './command';
import { pidReader } from './common';
import { flag, integer, type Reader, RequestError, shown, word } from './readers';

const switchWords: ReadonlyMap<string, boolean> = new Map([
  ...['on', 'true', '1'].map((word) => [word, true] as const),
  ...['off', 'false', '0'].map((word) => [word, false] as const),
]);

const onOff =
  (error: string): Reader<boolean> =>
  (value) => {
    const on = switchWords.get(shown(value).toLowerCase());
    if (on === undefined) throw new RequestError(error);
    return on;
  };

const records: Reader<readonly unknown[]> = (value) => {
  if (!Array.isArray(value)) throw new RequestError("trace import requires 'records' list");
  return value;
};

export interface TraceRecords {
  pid: number;
  capacity: number;
  count: number;
  returned: number;
  enabled?: boolean | null;
  format: 'hsx.trace/1';
  records: TraceRecord[];
}

const operations = { toggle: [''], config: [], records: ['history'], export: [], import: [] };

export const trace = {
  /** Without `op`: switches on or off, or over. */
  trace: command<{
    trace:
      | { pid: number; enabled: boolean; buffer_size: number }
      | { changed_regs?: boolean; buffer_size?: number }
      | TraceRecords;
  }>()(
    {
      pid: optional(pidReader),
      op: optional(word(operations, (op) => `unknown trace op '${op}'`)),
      mode: optional(onOff("trace mode must be 'on' or 'off'")),
      limit: optional(integer({ text: () => 'trace records limit must be integer-compatible' })),
      changed_regs: optional(onOff("trace.config changed_regs must be 'on' or 'off'")),
      buffer_size: optional(integer({ text: () => 'trace buffer size must be integer' })),
      records: optional(records),
      replace: optional(flag),
    },
    {
      locked: ({ op = 'toggle' }) => op === 'toggle' || op === 'import',
      observable: ({ op }) => op === 'records' || op === 'export',
      session: ({ op }) => op === 'import',
    },
  ),
} as const;
