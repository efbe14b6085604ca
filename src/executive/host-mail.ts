/** Mailboxes as seen by tools, which act as pid 0 (executive-protocol spec 9.2, services spec 3.6). */

import { ExecutiveError } from './errors';
import { hexText } from './hex-text';
import type { Kernel } from './kernel';
import { HOST_PID, MailboxMode, MailboxStatus } from './mailboxes/constants';
import { MailboxError } from './mailboxes/error';
import { formatMailboxName } from './mailboxes/name';
import type { MailboxRecord } from './mailboxes/report';
import { type StdioStream, stdioStreams } from './mailboxes/stdio';

export interface HeardMessage {
  target: string;
  text: string;
  data_hex: string;
  flags: number;
  channel: number;
  length: number;
  src_pid: number;
}

export interface StreamMode {
  stream: StdioStream;
  mode_mask: number;
  mode: 'off' | 'fanout' | 'fanout_block' | 'tap';
}

export interface SendResult {
  /** 0, or 1 when the mailbox is full. */
  mbx_status: number;
  length: number;
  descriptor: number;
  target: string;
}

function modeWord(mask: number): StreamMode['mode'] {
  if ((mask & MailboxMode.fanOut) === 0) return (mask & MailboxMode.tap) === 0 ? 'off' : 'tap';
  return (mask & MailboxMode.fanOutBlock) === 0 ? 'fanout' : 'fanout_block';
}

/** Mode bits of the words for standard streams. */
const masks = {
  off: MailboxMode.readWrite,
  drop: MailboxMode.readWrite | MailboxMode.fanOut | MailboxMode.fanOutDrop,
  block: MailboxMode.readWrite | MailboxMode.fanOut | MailboxMode.fanOutBlock,
};
export type FanOutMode = keyof typeof masks;

export class HostMail {
  /** Handles by which the host reads standard output, by task; fan-out readers keep their place with them. */
  private readonly ears = new Map<number, number>();

  constructor(private readonly kernel: Kernel) {}

  private get manager() {
    return this.kernel.services.mailboxes;
  }

  snapshot(): MailboxRecord[] {
    return this.manager.snapshot();
  }

  statistics() {
    return this.manager.statistics();
  }

  /** Mailboxes that a task owns. */
  channels(pid: number) {
    return this.snapshot()
      .filter(({ owner_pid }) => owner_pid === pid)
      .map(({ descriptor_id, name, namespace, owner_pid, mode_mask, capacity, bytes_used, queue_depth, ...rest }) => ({
        descriptor_id,
        target: formatMailboxName({ name, namespace: namespace as 0 | 1 | 2 | 3, owner: owner_pid }),
        name,
        namespace,
        mode_mask,
        capacity,
        bytes_used,
        queue_depth,
        subscriber_count: rest.subscriber_count,
      }));
  }

  /**
   * Sends, and hands the message to who waits for it. An unknown mailbox is created.
   * @throws ExecutiveError for a bad name, a message that could never fit, or when there are too many mailboxes
   */
  send(target: string, payload: Uint8Array): SendResult {
    return mailboxErrors(() => {
      const handle = this.manager.open(HOST_PID, target);
      try {
        const accepted = this.kernel.services.mailroom.send(HOST_PID, handle.number, payload);
        const { mailbox } = handle;
        return {
          mbx_status: accepted ? MailboxStatus.ok : MailboxStatus.wouldBlock,
          length: accepted ? payload.length : 0,
          descriptor: mailbox.id,
          target,
        };
      } finally {
        this.manager.close(HOST_PID, handle.number);
      }
    });
  }

  /**
   * Takes messages out of the standard output of a task, or of all.
   * @param limit most messages; @param maxLength bytes of each
   */
  listen(pid: number | undefined, limit: number, maxLength: number): HeardMessage[] {
    const heard: HeardMessage[] = [];
    for (const owner of pid === undefined ? this.kernel.tasks.keys() : [pid]) {
      if (!this.kernel.tasks.has(owner)) continue;
      while (heard.length < limit) {
        const message = this.hear(owner);
        if (!message) break;
        const bytes = message.payload.subarray(0, maxLength);
        heard.push({
          target: `svc:stdio.out@${owner}`,
          text: new TextDecoder().decode(bytes),
          data_hex: hexText(bytes),
          flags: message.flags,
          channel: message.channel,
          length: bytes.length,
          src_pid: message.source,
        });
      }
    }
    return heard;
  }

  private hear(owner: number) {
    return mailboxErrors(() => this.manager.receive(HOST_PID, this.ear(owner)));
  }

  private ear(owner: number): number {
    const known = this.ears.get(owner);
    if (known !== undefined) return known;
    const { number } = this.manager.open(HOST_PID, `svc:stdio.out@${owner}`);
    this.ears.set(owner, number);
    return number;
  }

  /**
   * Hears what a task writes from now on where all readers get it, before anybody asks (fixes quirk 18): with a tap, which
   * holds nobody up. Call when a task is new or its streams have changed.
   */
  attend(pid: number): void {
    const isFanOut = (this.manager.stdioMode(pid, 'out') & MailboxMode.fanOut) !== 0;
    if (!isFanOut && !this.ears.has(pid)) return;
    mailboxErrors(() => {
      const { number, tap } = this.manager.handle(HOST_PID, this.ear(pid));
      if ((tap !== null) !== isFanOut) this.manager.tap(HOST_PID, number, isFanOut);
    });
  }

  /** Modes of standard streams: of a task, or those of tasks to come. */
  streamModes(streams: readonly StdioStream[], pid?: number): StreamMode[] {
    return streams.map((stream) => {
      const mask = this.manager.stdioMode(pid ?? -1, stream);
      return { stream, mode_mask: mask, mode: modeWord(mask) };
    });
  }

  pids(): number[] {
    return [...this.kernel.tasks.keys()];
  }

  /** Sets the mode of a standard stream: of one task, or of all there are and to come. */
  setStreamMode(stream: StdioStream, mode: FanOutMode, pid?: number) {
    const mask = masks[mode];
    const common = { status: 'ok' as const, mbx_status: MailboxStatus.ok, mode: mask, stream };
    if (pid === undefined) {
      const updated = this.manager.setDefaultStdioMode(stream, mask, true);
      for (const owner of this.pids()) this.attend(owner);
      return { ...common, updated_descriptors: updated };
    }
    this.kernel.require(pid);
    return mailboxErrors(() => {
      const target = `svc:stdio.${stream}@${pid}`;
      const { id, capacity } = this.manager.bind(HOST_PID, target, 0, mask);
      this.attend(pid);
      return { ...common, descriptor: id, capacity, target };
    });
  }

  /** Forgets a task that is gone. */
  remove(pid: number): void {
    const ear = this.ears.get(pid);
    this.ears.delete(pid);
    if (ear !== undefined) this.manager.close(HOST_PID, ear);
  }
}

export const modeMask = (mode: FanOutMode): number => masks[mode];
export { stdioStreams };

function mailboxErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof MailboxError ? new ExecutiveError(error.message) : error;
  }
}
