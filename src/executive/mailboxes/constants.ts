/** Figures of the mailbox service (services spec 1.2). */

/** Characters of a name that count, prefix included; the rest is cut. */
export const NAME_LENGTH = 32;
/** Bytes a message takes in a mailbox besides its payload. */
export const MESSAGE_OVERHEAD = 8;
/** Time-out of a receive that waits for ever. */
export const WAIT_FOREVER = 0xffff;

/** Tools act as this one. */
export const HOST_PID = 0;

export const Namespace = { pid: 0, svc: 1, app: 2, shared: 3 } as const;
export type Namespace = (typeof Namespace)[keyof typeof Namespace];

/** Bits of a mailbox's mode. Access bits are kept but not enforced (quirk 9). */
export const MailboxMode = {
  readOnly: 0x01,
  writeOnly: 0x02,
  readWrite: 0x03,
  tap: 0x04,
  fanOut: 0x08,
  fanOutDrop: 0x10,
  fanOutBlock: 0x20,
} as const;

/** Bits of a message's flags that the executive sets. */
export const MessageFlag = { stdout: 0x0001, stderr: 0x0002, overrun: 0x0008 } as const;

export const MailboxStatus = {
  ok: 0,
  wouldBlock: 1,
  invalidHandle: 2,
  noData: 3,
  messageTooLarge: 4,
  noDescriptor: 5,
  timeout: 7,
  internalError: 0xff,
} as const;
export type MailboxStatus = (typeof MailboxStatus)[keyof typeof MailboxStatus];
