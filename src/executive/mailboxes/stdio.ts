/** The standard streams of a task (services spec 3.7). */

import { MailboxMode, MessageFlag, Namespace } from './constants';
import type { MailboxAddress } from './name';

export const stdioStreams = ['in', 'out', 'err'] as const;
export type StdioStream = (typeof stdioStreams)[number];

/** Message flags that tell the stream. */
export const streamFlags: Readonly<Record<StdioStream, number>> = {
  in: 0,
  out: MessageFlag.stdout,
  err: MessageFlag.stderr,
};

/** Modes of the streams of tasks to come. */
type StdioModes = Record<StdioStream, number>;

export const defaultStdioModes = (): StdioModes => ({
  in: MailboxMode.readWrite,
  out: MailboxMode.readWrite,
  err: MailboxMode.readWrite,
});

export const streamAddress = (stream: StdioStream, owner: number): MailboxAddress => ({
  namespace: Namespace.svc,
  name: `stdio.${stream}`,
  owner,
});

/** Which standard stream a mailbox is, if any. */
export function streamOf({ namespace, name }: MailboxAddress): StdioStream | undefined {
  return namespace === Namespace.svc ? stdioStreams.find((stream) => name === `stdio.${stream}`) : undefined;
}
