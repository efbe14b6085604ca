/** One mailbox of an image (toolchain spec 10.6): what may stand in its JSON object, and what it means. */

import type { DiagnosticCode } from '../diagnostics';
import { isList, isObject, type JsonObject, type JsonValue, numberOf, toPlain } from '../json/value';

export interface MailboxBinding {
  readonly pid: number;
  readonly flags: number;
  /** Further keys as they stand in the image. */
  readonly [key: string]: unknown;
}

export interface MailboxEntry {
  readonly target: string;
  /** Bytes; null: the executive's default. */
  readonly capacity: number | null;
  readonly modeMask: number;
  readonly ownerPid: number | null;
  readonly bindings: readonly MailboxBinding[];
  readonly reserved: unknown;
  readonly source: 'json' | 'legacy';
  /** The entry as it stands in the image. */
  readonly raw: unknown;
}

const MAILBOX_DEFAULT_MODE = 3;

/** Mode names to bits. */
export const mailboxModes: ReadonlyMap<string, number> = new Map([
  ['RDONLY', 1],
  ['READONLY', 1],
  ['RO', 1],
  ['WRONLY', 2],
  ['WRITEONLY', 2],
  ['WO', 2],
  ['RDWR', 3],
  ['RW', 3],
  ['TAP', 4],
  ['FANOUT', 8],
  ['FANOUT_DROP', 16],
  ['FANOUT_BLOCK', 32],
]);

/** Receives a problem and does not return. */
type MailboxFailure = (code: DiagnosticCode, message: string) => never;

/** `target`, or else `name`: a string that is not blank, trimmed; `undefined` when there is none. */
export function mailboxTarget(entry: JsonObject): string | undefined {
  const given = entry.get('target');
  const target = given === undefined || given === null || given === '' ? entry.get('name') : given;
  if (typeof target !== 'string') return undefined;
  return target.trim() || undefined;
}

const isAbsent = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === '';

/** A number without its fraction, or a string of digits; `undefined` for anything else. */
function integerOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'string') return /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
  const number = numberOf(value);
  return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number);
}

function readCapacity(entry: JsonObject, fail: MailboxFailure): number | null {
  const key = entry.has('capacity') ? 'capacity' : 'queue_depth';
  const value = entry.get(key);
  if (isAbsent(value)) return null;
  const capacity = integerOf(value);
  if (capacity === undefined || capacity < 0) fail('mailbox-capacity', `"${key}" must be a number, zero or more.`);
  return capacity || null;
}

function readMode(entry: JsonObject, fail: MailboxFailure): number {
  const key = ['mode_mask', 'mode'].find((name) => entry.has(name)) ?? 'flags';
  const value = entry.get(key);
  if (isAbsent(value)) return MAILBOX_DEFAULT_MODE;
  if (typeof value === 'string') {
    let mask = 0;
    for (const name of value.split(/[|,]/).map((part) => part.trim())) {
      const bits = name === '' ? 0 : mailboxModes.get(name.toUpperCase());
      if (bits === undefined) {
        fail('mailbox-mode', `"${name}" is no mode; join ${[...mailboxModes.keys()].join(', ')} with |.`);
      }
      mask |= bits;
    }
    return mask;
  }
  const mask = integerOf(value);
  if (mask === undefined || mask < 0) fail('mailbox-mode', `"${key}" must be a number or names joined by |.`);
  return mask === 0 ? MAILBOX_DEFAULT_MODE : mask % 0x10000;
}

function readOwner(entry: JsonObject, fail: MailboxFailure): number | null {
  const value = entry.get('owner_pid');
  if (isAbsent(value)) return null;
  const owner = integerOf(value);
  if (owner === undefined) fail('mailbox-owner', '"owner_pid" must be a process number.');
  return owner;
}

function readBinding(value: JsonValue, fail: MailboxFailure): MailboxBinding {
  if (!isObject(value)) fail('mailbox-binding', 'Each binding must be an object with a number "pid".');
  const pid = integerOf(value.get('pid'));
  if (pid === undefined) fail('mailbox-binding', 'The binding has no number "pid".');
  const flags = isAbsent(value.get('flags')) ? 0 : integerOf(value.get('flags'));
  if (flags === undefined) fail('mailbox-binding', '"flags" of a binding must be a number.');
  return { ...(toPlain(value) as object), pid, flags: ((flags % 0x10000) + 0x10000) % 0x10000 };
}

export function readMailboxEntry(entry: JsonObject, fail: MailboxFailure): MailboxEntry {
  const target = mailboxTarget(entry);
  if (target === undefined) fail('mailbox-target', 'The mailbox has no "target" that is a text and not blank.');
  const capacity = readCapacity(entry, fail);
  const modeMask = readMode(entry, fail);
  const ownerPid = readOwner(entry, fail);
  const list = entry.get('bindings') ?? [];
  if (!isList(list)) fail('mailbox-bindings', '"bindings" must be a list.');
  const bindings = list.map((binding) => readBinding(binding, fail));
  const reserved = toPlain(entry.get('reserved') ?? null);
  return { target, capacity, modeMask, ownerPid, bindings, reserved, source: 'json', raw: toPlain(entry) };
}
