/** Mailboxes and standard streams (executive-protocol spec 9.1 to 9.3). */

import type { HeardMessage, HostMail, SendResult, StreamMode } from '../../executive/host-mail';
import type { MailboxRecord, MailboxStatistics } from '../../executive/mailboxes/report';
import { command, optional } from './command';
import { pid, pidReader } from './common';
import { hexText, integer, type Reader, RequestError, shown, text, word } from './readers';

const sendText: Reader<string> = (value) => {
  if (typeof value !== 'string') throw new RequestError("send requires 'data' or 'data_hex'");
  return value;
};

/** A task, the template for tasks to come, or everything. */
const stdioScope: Reader<number | 'default' | 'all'> = (value, name) => {
  const asked = shown(value).trim().toLowerCase();
  if (['default', 'global', 'template'].includes(asked)) return 'default';
  if (['all', '*'].includes(asked)) return 'all';
  return integer({ text: (pid) => `invalid stdio pid '${pid}': expected a pid, 'default' or 'all'` })(value, name);
};

const modes = { off: ['none', 'default'], drop: ['fanout', 'fanout_drop'], block: ['fanout_block'] };

const readMode = word(modes, (mode) => `unknown fan-out mode '${mode}'`);

/** Of one of the words for it. */
export const fanOutModeOf = (written: string): keyof typeof modes => readMode(written, 'mode');

/** As it was written, which stands in the answer. */
const fanOutMode: Reader<string> = (value, name) => {
  readMode(value, name);
  return shown(value).toLowerCase();
};

export interface StdioConfiguration {
  scope: 'all' | 'pid' | 'default';
  pid?: number;
  streams: StreamMode[];
  default?: StreamMode[];
  tasks?: { pid: number; streams: StreamMode[] }[];
  mode?: string;
  mode_mask?: number;
  applied?: ReturnType<HostMail['setStreamMode']>[];
}

export const mailboxes = {
  /** Mailboxes that a task owns. */
  list: command<{ channels: { pid: number; channels: ReturnType<HostMail['channels']> } }>()(
    { pid },
    { observable: true },
  ),
  mailbox_snapshot: command<{ descriptors: MailboxRecord[]; stats: MailboxStatistics }>()({}, { observable: true }),
  /** Takes messages out of the standard output of a task, or of all; never waits. */
  listen: command<{ messages: HeardMessage[] }>()({
    pid: optional(pidReader),
    limit: optional(integer()),
    max_len: optional(integer()),
  }),
  /** `data` as UTF-8, or `data_hex`; to the task's standard input, or to `channel`. */
  send: command<SendResult>()(
    { pid, data: optional(sendText), data_hex: optional(hexText()), channel: optional(text) },
    { locked: true },
  ),
  stdio_fanout: command<{ config: StdioConfiguration }>()(
    {
      pid: optional(stdioScope),
      stream: optional(text),
      mode: optional(fanOutMode),
    },
    { observable: ({ mode }) => mode === undefined },
  ),
} as const;
