/** The keys of values, commands and mailboxes as data (toolchain spec 7.1 to 7.3). */

import { auth, type Coercion, flags, float, text, unsigned } from './coercion';

export interface FieldRule {
  /** The key in the object file. */
  readonly key: string;
  /** Accepted spellings; the first one present counts. */
  readonly spellings: readonly string[];
  readonly coerce: Coercion;
  readonly required: boolean;
}

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

const rule = (key: string, coerce: Coercion, spellings: readonly string[] = [key], required = false): FieldRule => ({
  key,
  spellings,
  coerce,
  required,
});

const group = rule('group', unsigned(8), ['group', 'group_id', 'groupId'], true);
const groupName = rule('group_name', text, ['group_name', 'groupName']);
const level = rule('auth', auth, ['auth', 'auth_level', 'authLevel']);

/** In the order in which the object file has them. */
export const valueFields: readonly FieldRule[] = [
  group,
  rule('value', unsigned(8), ['id', 'value', 'value_id', 'valueId'], true),
  groupName,
  rule('name', text),
  rule('unit', text, ['unit', 'unit_name', 'unitName']),
  rule('flags', flags(valueFlags)),
  level,
  rule('persist_key', unsigned(16), ['persist_key', 'persist']),
  rule('init_raw', unsigned(16)),
  rule('init', float, ['init', 'init_value']),
  rule('epsilon_raw', unsigned(16)),
  rule('epsilon', float),
  rule('min_raw', unsigned(16)),
  rule('min', float),
  rule('max_raw', unsigned(16)),
  rule('max', float),
  rule('rate_ms', unsigned(32), ['rate_ms', 'rateMs']),
];

/** In the order in which the object file has them; the handler has rules of its own. */
export const commandFields: readonly FieldRule[] = [
  group,
  rule('cmd', unsigned(8), ['id', 'cmd', 'cmd_id', 'command_id', 'commandId'], true),
  groupName,
  rule('name', text),
  rule('help', text),
  rule('flags', flags(commandFlags)),
  level,
  rule('handler_offset', unsigned(32)),
  rule('reserved', unsigned(32)),
];
