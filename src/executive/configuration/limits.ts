/** What an executive may take of its host (services spec 3.4, 5.7), by profile. */

import { type MailboxLimits, mailboxProfiles } from '../mailboxes/limits';

export interface ResourceLimits {
  readonly mailboxes: MailboxLimits;
  /** Tasks at a time; the address plan has room for 14. */
  readonly tasks: number;
  /** Bytes of code of one program. */
  readonly codeBytes: number;
  /** Bytes of the stack of each task, a multiple of 4 up to 4096. */
  readonly stackBytes: number;
  readonly values: number;
  readonly commands: number;
  /** Bytes of the names of values and commands, each with its NUL. */
  readonly stringBytes: number;
  /** Keys that persist. */
  readonly persistKeys: number;
  /** Bytes of the FRAM that programs address directly. */
  readonly framBytes: number;
  readonly files: number;
  /** Bytes of all files together. */
  readonly fileBytes: number;
}

/**
 * `desktop` has the limits of the reference. `embedded` is the plan for the AVR128DA28. Mailboxes are the tighter limit
 * there: every task takes four.
 */
export const profiles = {
  desktop: {
    mailboxes: mailboxProfiles.desktop,
    tasks: 14,
    codeBytes: 0x10000,
    stackBytes: 4096,
    values: 256,
    commands: 256,
    stringBytes: 4096,
    persistKeys: 0xfffe,
    framBytes: 0x8000,
    files: 1024,
    fileBytes: 0x4000000,
  },
  embedded: {
    mailboxes: mailboxProfiles.embedded,
    tasks: 4,
    codeBytes: 0x2000,
    stackBytes: 1536,
    values: 64,
    commands: 16,
    stringBytes: 2048,
    persistKeys: 340,
    framBytes: 0x2000,
    files: 16,
    fileBytes: 0x10000,
  },
} as const satisfies Record<string, ResourceLimits>;
