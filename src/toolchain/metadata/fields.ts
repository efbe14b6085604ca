/** The keys of values, commands and mailboxes as data (toolchain spec 7.1 to 7.3). */

import { mailboxModes } from '../image-file/mailbox-entry';
import { auth, authLevels, type Coercion, flags, float, text, unsigned } from './coercion';

export interface FieldRule {
  /** The key in the object file. */
  readonly key: string;
  /** Accepted spellings; the first one present counts. */
  readonly spellings: readonly string[];
  readonly coerce: Coercion;
  readonly required: boolean;
  /** One line for hovers and completion. */
  readonly summary: string;
  /** The words that the value is made of, when it is made of words, and what each stands for. */
  readonly words?: ReadonlyMap<string, number>;
}

/** A key of a mailbox, of which only the target is looked at before the image is loaded (toolchain spec 10.6). */
export type MailboxKey = Pick<FieldRule, 'key' | 'summary' | 'words' | 'required'>;

const valueFlags: ReadonlyMap<string, number> = new Map([
  ['RO', 1],
  ['READONLY', 1],
  ['READ_ONLY', 1],
  ['PERSIST', 2],
  ['STICKY', 4],
  ['PIN', 8],
  ['BOOL', 16],
]);

const commandFlags: ReadonlyMap<string, number> = new Map([
  ['PIN', 1],
  ['ASYNC', 2],
]);

interface RuleOptions {
  readonly spellings?: readonly string[];
  readonly required?: boolean;
  readonly words?: ReadonlyMap<string, number>;
}

const rule = (key: string, coerce: Coercion, summary: string, options: RuleOptions = {}): FieldRule => ({
  key,
  spellings: [key],
  coerce,
  required: false,
  summary,
  ...options,
});

const required = (...spellings: string[]): RuleOptions => ({ spellings, required: true });
const spelled = (...spellings: string[]): RuleOptions => ({ spellings });
const worded = (words: ReadonlyMap<string, number>, ...spellings: string[]): RuleOptions => ({ spellings, words });

const group = rule(
  'group',
  unsigned(8),
  'Group, 0 to 255; group * 256 + id is the oid',
  required('group', 'group_id', 'groupId'),
);
const groupName = rule('group_name', text, 'Name of the group', spelled('group_name', 'groupName'));
const level = rule(
  'auth',
  auth,
  'Level that a caller needs; PUBLIC unless given',
  worded(authLevels, 'auth', 'auth_level', 'authLevel'),
);
const half = 'as the 16 bits of a half-precision number, instead of the number itself';

/** In the order in which the object file has them. */
export const valueFields: readonly FieldRule[] = [
  group,
  rule('value', unsigned(8), 'Id within the group, 0 to 255', required('id', 'value', 'value_id', 'valueId')),
  groupName,
  rule('name', text, 'Name that tools show'),
  rule('unit', text, 'Unit of measurement', spelled('unit', 'unit_name', 'unitName')),
  rule('flags', flags(valueFlags), 'Flags, joined by |', worded(valueFlags, 'flags')),
  level,
  rule('persist_key', unsigned(16), 'Key in the persistent store, 1 to 65534', spelled('persist_key', 'persist')),
  rule('init_raw', unsigned(16), `Initial value, ${half}`),
  rule('init', float, 'Initial value; 0 unless given', spelled('init', 'init_value')),
  rule('epsilon_raw', unsigned(16), `Smallest change that counts, ${half}`),
  rule('epsilon', float, 'Smallest change that counts'),
  rule('min_raw', unsigned(16), `Smallest value, ${half}`),
  rule('min', float, 'Smallest value'),
  rule('max_raw', unsigned(16), `Largest value, ${half}`),
  rule('max', float, 'Largest value'),
  rule(
    'rate_ms',
    unsigned(32),
    'Shortest time between changes in ms; not stored in the image',
    spelled('rate_ms', 'rateMs'),
  ),
];

/** In the order in which the object file has them; the handler has rules of its own. */
export const commandFields: readonly FieldRule[] = [
  group,
  rule('cmd', unsigned(8), 'Id within the group, 0 to 255', required('id', 'cmd', 'cmd_id', 'command_id', 'commandId')),
  groupName,
  rule('name', text, 'Name that tools show'),
  rule('help', text, 'What the command does, for people'),
  rule('flags', flags(commandFlags), 'Flags, joined by |', worded(commandFlags, 'flags')),
  level,
  rule('handler_offset', unsigned(32), 'Byte offset of the handler in the code; better name a "handler"'),
  rule('reserved', unsigned(32), 'Passed on to the executive; 16 bits are stored'),
];

/** The handler of a command, which has rules of its own. */
export const handlerKey: MailboxKey = {
  key: 'handler',
  summary: 'Label of the routine that serves the command',
  required: false,
};

export const mailboxKeys: readonly MailboxKey[] = [
  { key: 'target', summary: 'Name of the mailbox: app:name, svc:name, shared:name or pid:', required: true },
  { key: 'capacity', summary: 'Bytes that it holds; 64 unless given. A message takes its length + 8', required: false },
  {
    key: 'mode_mask',
    summary: 'Mode, a number or names joined by |; RDWR unless given',
    words: mailboxModes,
    required: false,
  },
  { key: 'owner_pid', summary: 'Task that it belongs to', required: false },
  { key: 'bindings', summary: 'Tasks bound from the start: list of {"pid": n, "flags": n}', required: false },
  { key: 'reserved', summary: 'Passed on to the executive', required: false },
];
