/** Values and commands of tasks (executive-protocol spec 9.4). */

import type { CommandDescription, Registry, ValueDescription } from '../../executive/values/registry';
import { command, optional, required } from './command';
import { pidReader } from './common';
import { flag, integer, type Reader, real, text } from './readers';

/** What cannot be read as a number counts as absent. */
const group: Reader<number | undefined> = (value, name) => {
  try {
    return integer()(value, name);
  } catch {
    return undefined;
  }
};

const listArguments = (name: string) => ({
  pid: optional(pidReader),
  group: optional(group),
  oid: optional(integer({ text: () => `${name} oid must be numeric` })),
  name: optional(text),
});

const newValue: Reader<number> = (value, name) => {
  const number = real(() => "val_set requires numeric 'value'")(value, name);
  return number;
};

/** Status 0: the value, `null` where it is no finite number, and its half as bits. */
export interface ValueReply {
  status: number;
  value?: number | null;
  f16?: number;
  pid?: number;
}

type Statistics = ReturnType<Registry['statistics']>;

export const values = {
  'val.list': command<{ values: ValueDescription[] }>()(listArguments('val.list'), { locked: true, observable: true }),
  'val.get': command<{ value: ValueReply }>()(
    { oid: required(integer()), pid: optional(pidReader) },
    { locked: true, observable: true },
  ),
  'val.set': command<{ value: ValueReply }>()(
    { oid: required(integer()), value: required(newValue), pid: optional(pidReader) },
    { locked: true },
  ),
  'val.stats': command<{ stats: Pick<Statistics, 'values' | 'strings'> }>()({}, { observable: true }),
  'cmd.list': command<{ commands: CommandDescription[] }>()(listArguments('cmd.list'), {
    locked: true,
    observable: true,
  }),
  /** Without a pid the owner is the caller. */
  'cmd.call': command<{ command: { status: number; result: unknown; pid?: number } }>()(
    { oid: required(integer()), pid: optional(pidReader), async: optional(flag), token: optional(text) },
    { locked: true },
  ),
  'cmd.stats': command<{ stats: Pick<Statistics, 'commands' | 'strings'> }>()({}, { observable: true }),
} as const;
