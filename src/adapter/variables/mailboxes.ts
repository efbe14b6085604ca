/** The mailboxes of the executive: how full they are, and who waits. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Namespace } from '../../executive/mailboxes/constants';
import { formatMailboxName } from '../../executive/mailboxes/name';
import type { Response } from '../../protocol/contract';
import { hex } from '../../toolchain/hex';
import type { Container, Context } from './container';
import { type Fact, Facts, Listing } from './facts';

type Mailbox = Response<'mailbox_snapshot'>['descriptors'][number];

export function mailboxes({ debuggee, references }: Context): Container {
  return new Listing(async () => {
    const { descriptors } = await debuggee.request('mailbox_snapshot', {});
    return descriptors.map(
      (mailbox): DebugProtocol.Variable => ({
        name: nameOf(mailbox),
        value: summary(mailbox),
        type: 'mailbox',
        variablesReference: references.add(new Facts(() => factsOf(mailbox))),
        presentationHint: { attributes: ['readOnly'] },
      }),
    );
  });
}

const nameOf = ({ namespace, name, owner_pid: owner }: Mailbox): string =>
  formatMailboxName({ namespace: namespace as Namespace, name, owner });

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function summary({ queue_depth: depth, bytes_used: used, capacity, waiters }: Mailbox): string {
  const waiting = waiters.length === 0 ? '' : `, task ${waiters.join(', ')} waits`;
  return `${counted(depth, 'message')}, ${used} of ${capacity} bytes${waiting}`;
}

const factsOf = (mailbox: Mailbox): Fact[] => [
  ['descriptor', mailbox.descriptor_id],
  ['owner', mailbox.owner_pid === null ? 'none' : `task ${mailbox.owner_pid}`],
  ['messages', mailbox.queue_depth],
  ['bytes used', mailbox.bytes_used],
  ['capacity', mailbox.capacity],
  ['first message', mailbox.head_seq],
  ['next message', mailbox.next_seq],
  ['mode', hex(mailbox.mode_mask, 2)],
  ['waiting tasks', mailbox.waiters.join(', ') || 'none'],
  ['open handles', mailbox.subscriber_count],
  ['taps', mailbox.taps.map(({ pid, depth }) => `task ${pid} (${depth})`).join(', ') || 'none'],
];
