/** Service calls as data (machine spec 5, services spec 3.5, 4.4, 4.6, 6.1): names, registers and documentation. */

import { deviceRows, type ServiceRow } from './device-services';

export interface Service {
  readonly module: number;
  readonly fn: number;
  /** `module.call`, for hovers, listings and traces. */
  readonly name: string;
  readonly summary: string;
  /** Arguments by register, for example `R1 name pointer`. */
  readonly input: readonly string[];
  /** Results by register. */
  readonly output: readonly string[];
}

const rows: readonly ServiceRow[] = [
  [0x0, 0, 'core.steps', 'Instructions this task has executed', '', 'R0 count'],
  [0x1, 0, 'task.exit', 'End the task', 'R0 exit status', ''],
  [0x1, 1, 'uart.write', 'Write text to the console', 'R1 buffer, R2 length', 'R0 length'],
  [0x2, 0, 'can.transmit', 'Send a CAN frame', 'R1 identifier, R2 buffer, R3 length', 'R0 status'],
  [0x4, 0, 'file.open', 'Open a file, creating it when absent', 'R1 path, R2 flags', 'R0 descriptor or -22'],
  [0x4, 1, 'file.read', 'Read from a file', 'R1 descriptor, R2 buffer, R3 length', 'R0 bytes read'],
  [
    0x4,
    2,
    'file.write',
    'Write to a file or a standard stream',
    'R1 descriptor, R2 buffer, R3 length',
    'R0 bytes written',
  ],
  [0x4, 3, 'file.close', 'Close a file', 'R1 descriptor', 'R0 0 or -1'],
  [0x4, 10, 'file.list', 'List all file names', 'R1 path, R2 buffer, R3 size', 'R0 bytes stored'],
  [0x4, 11, 'file.delete', 'Delete a file', 'R1 path', 'R0 0 or -1'],
  [0x4, 12, 'file.rename', 'Rename a file', 'R1 old path, R2 new path', 'R0 0 or -1'],
  [0x4, 13, 'file.mkdir', 'Make a directory (no effect)', 'R1 path', 'R0 0'],
  [0x5, 0, 'mailbox.open', 'Open a mailbox, creating it when absent', 'R1 name, R2 flags', 'R0 status, R1 handle'],
  [
    0x5,
    1,
    'mailbox.bind',
    'Create or reconfigure a mailbox',
    'R1 name, R2 capacity, R3 mode',
    'R0 status, R1 descriptor',
  ],
  [
    0x5,
    2,
    'mailbox.send',
    'Send a message',
    'R1 handle, R2 buffer, R3 length, R4 flags, R5 channel',
    'R0 status, R1 bytes sent',
  ],
  [
    0x5,
    3,
    'mailbox.receive',
    'Receive a message',
    'R1 handle, R2 buffer, R3 size, R4 time-out, R5 info block',
    'R0 status, R1 length, R2 flags, R3 channel, R4 source pid',
  ],
  [0x5, 4, 'mailbox.peek', 'Look at a mailbox', 'R1 handle', 'R0 status, R1 depth, R2 bytes used, R3 next length'],
  [0x5, 5, 'mailbox.tap', 'Make a handle a tap', 'R1 handle, R2 on', 'R0 status'],
  [0x5, 6, 'mailbox.close', 'Close a handle', 'R1 handle', 'R0 status'],
  [0x6, 0, 'task.sleep', 'Sleep', 'R0 milliseconds', 'R0 0'],
  [0x7, 0, 'value.register', 'Register a value', 'R1 group, R2 id, R3 flags, R4 descriptors', 'R0 status, R1 oid'],
  [0x7, 1, 'value.lookup', 'Find a value', 'R1 group, R2 id', 'R0 status, R1 oid'],
  [0x7, 2, 'value.get', 'Read a value', 'R1 oid', 'R0 half-precision number or status'],
  [0x7, 3, 'value.set', 'Write a value', 'R1 oid, R2 half-precision number', 'R0 status'],
  [0x7, 4, 'value.list', "List the caller's values", 'R1 group, R2 buffer, R3 count', 'R0 status, R1 count'],
  [
    0x7,
    5,
    'value.subscribe',
    'Be told of changes through a mailbox',
    'R1 oid, R2 mailbox name',
    'R0 status, R1 handle',
  ],
  [0x7, 6, 'value.persist', 'Set the persistence mode', 'R1 oid, R2 mode', 'R0 status'],
  [0x8, 0, 'command.register', 'Register a command', 'R1 group, R2 id, R3 flags, R4 descriptors', 'R0 status, R1 oid'],
  [0x8, 1, 'command.lookup', 'Find a command', 'R1 group, R2 id', 'R0 status, R1 oid'],
  [0x8, 2, 'command.call', 'Call a command', 'R1 oid, R2 token', 'R0 status, R1 result'],
  [
    0x8,
    3,
    'command.call_async',
    'Call a command, result through a mailbox',
    'R1 oid, R2 token, R3 mailbox name',
    'R0 status, R1 handle',
  ],
  [0x8, 4, 'command.help', 'Read the help text', 'R1 oid, R2 buffer, R3 size', 'R0 status, R1 bytes'],
  [0xe, 0, 'math.sin', 'Sine of a half-precision angle in radians', 'R1 argument', 'R0 result'],
  [0xe, 1, 'math.cos', 'Cosine', 'R1 argument', 'R0 result'],
  [0xe, 2, 'math.exp', 'Exponential', 'R1 argument', 'R0 result'],
];

const list = (text: string): readonly string[] => (text === '' ? [] : text.split(', '));

const fromRow = ([module, fn, name, summary, input, output]: ServiceRow): Service => ({
  module,
  fn,
  name,
  summary,
  input: list(input),
  output: list(output),
});

/** Those that every tool can name. */
const services = rows.map(fromRow);

/** Module 0x14 is module 4 but for the flags of its open. */
const diskServices = services
  .filter(({ module, fn }) => module === 0x4 && fn !== 0)
  .map((service) => ({ ...service, module: 0x14, name: service.name.replace('file.', 'disk.') }));

const allServices = [...services, ...deviceRows.map(fromRow), ...diskServices];

/** @param wide whether modules from 0x10 on can be named */
export const servicesOf = (wide: boolean): readonly Service[] => (wide ? allServices : services);

const byNumber = new Map(allServices.map((service) => [service.module * 256 + service.fn, service]));
const byName = new Map(allServices.map((service) => [service.name, service]));

/** @param immediate of an SVC: module in bits 15..8, function in bits 7..0 */
export const serviceByImmediate = (immediate: number): Service | undefined => byNumber.get(immediate);

export const serviceByName = (name: string): Service | undefined => byName.get(name);

type Statuses = readonly (readonly [value: number, word: string])[];

const mailboxStatuses: Statuses = [
  [0, 'OK'],
  [1, 'WOULDBLOCK'],
  [2, 'INVALID_HANDLE'],
  [3, 'NO_DATA'],
  [4, 'MSG_TOO_LARGE'],
  [5, 'NO_DESCRIPTOR'],
  [7, 'TIMEOUT'],
  [255, 'INTERNAL_ERROR'],
];

const registryStatuses: Statuses = [
  [0, 'OK'],
  [1, 'ENOENT'],
  [2, 'EPERM'],
  [3, 'ENOSPC'],
  [4, 'EINVAL'],
  [5, 'EEXIST'],
];

const deviceStatuses: Statuses = [
  [0, 'OK'],
  [-1, 'ERROR'],
  [-3, 'BUSY'],
  [-4, 'INVALID_PARAM'],
  [-5, 'NO_MEMORY'],
  [-6, 'UNSUPPORTED'],
];

/** By module (services spec 1.2, 1.3, 6.2). */
const statuses: Readonly<Record<number, Statuses>> = {
  5: mailboxStatuses,
  7: [...registryStatuses, [6, 'EBUSY']],
  8: [...registryStatuses, [6, 'ENOASYNC'], [7, 'EFAIL']],
};

/** What the status in R0 means; `undefined` when R0 holds none. */
export function statusNames({ module, output }: Service): Statuses | undefined {
  if (!output.some((item) => item.includes('status') && item.startsWith('R0'))) return undefined;
  return module >= 0x10 ? deviceStatuses : statuses[module];
}
