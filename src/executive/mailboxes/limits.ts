/** How much the mailboxes of an executive may take (services spec 3.4). */

export interface MailboxLimits {
  readonly descriptors: number;
  /** `null`: unlimited. */
  readonly handlesPerPid: number | null;
  /** Bytes of a mailbox that was created without a capacity. */
  readonly defaultCapacity: number;
  /** Copies per second and tap, 0: unlimited. */
  readonly tapRate: number;
}

/** Every task uses 4 descriptors and 3 handles, so `embedded` holds four tasks. */
export const mailboxProfiles = {
  desktop: { descriptors: 256, handlesPerPid: 64, defaultCapacity: 64, tapRate: 0 },
  embedded: { descriptors: 16, handlesPerPid: 8, defaultCapacity: 64, tapRate: 20 },
} as const satisfies Record<string, MailboxLimits>;
