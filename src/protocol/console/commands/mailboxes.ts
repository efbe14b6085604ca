import type { MailboxRecord } from '../../../executive/mailboxes/report';
import { commandsOf } from '../command';
import { listing, table } from '../text';
import { ConsoleError } from '../words';

/** By number of the namespace (executive-protocol spec 9.1); a name of the first one has its prefix already. */
const prefixes = ['', 'svc:', 'app:', 'shared:'] as const;

/** As programs and tools write it. */
function targetOf({ namespace, name, owner_pid: owner }: MailboxRecord): string {
  const isOwned = namespace !== 0 && owner !== null;
  return `${prefixes[namespace] ?? ''}${name}${isOwned ? `@${owner}` : ''}`;
}

const modeBits = [
  [1, 'read'],
  [2, 'write'],
  [4, 'tap'],
  [8, 'fanout'],
  [16, 'drop'],
  [32, 'block'],
] as const;

const modeOf = (mask: number): string =>
  modeBits
    .filter(([bit]) => (mask & bit) !== 0)
    .map(([, word]) => word)
    .join(' ');

export const mailboxCommands = commandsOf(
  'Services',
  {
    name: 'mbox',
    aliases: ['mailboxes', 'list'],
    usage: 'mbox [PID]',
    summary: 'list mailboxes, of one task or all',
    completes: ['pid'],
    async run(context, words) {
      const pid = words.pid ?? words.number();
      words.end();
      const { descriptors } = await context.client.request('mailbox_snapshot', {});
      const wanted = descriptors.filter(({ owner_pid: owner }) => pid === undefined || owner === pid);
      const rows = wanted.map((mailbox) => {
        const { descriptor_id: id, capacity, bytes_used: used, queue_depth: depth, mode_mask: mode } = mailbox;
        const waiting = [
          ...mailbox.waiters.map((waiter) => `task ${waiter}`),
          ...mailbox.taps.map(({ pid: tapping }) => `tap of ${tapping}`),
        ];
        return [id, targetOf(mailbox), `${used}/${capacity}`, depth, modeOf(mode), waiting.join(', ') || null];
      });
      const text = listing(
        ['ID', 'NAME', 'BYTES', 'MESSAGES', 'MODE', 'WAITING'],
        rows,
        pid === undefined ? 'There are no mailboxes.' : `Task ${pid} owns no mailboxes.`,
      );
      return { data: wanted, text };
    },
  },
  {
    name: 'listen',
    usage: 'listen [PID] [LIMIT]',
    summary: 'take messages out of standard output',
    completes: ['pid'],
    async run(context, words) {
      const pid = words.pid ?? words.number();
      const limit = words.number();
      words.end();
      const { messages } = await context.client.request('listen', {
        ...(pid !== undefined && { pid }),
        ...(limit !== undefined && { limit }),
      });
      const lines = messages.map(({ target, text }) => `${target}: ${JSON.stringify(text)}`);
      return { data: messages, text: lines.join('\n') || 'No message waits.' };
    },
  },
  {
    name: 'send',
    usage: 'send [PID] TEXT [CHANNEL]',
    summary: 'send text to the standard input of a task, or to a mailbox such as app:bus',
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words, 1);
      const data = words.required();
      const channel = words.next();
      words.end();
      const answer = await context.client.request('send', { pid, data, ...(channel !== undefined && { channel }) });
      if (answer.mbx_status !== 0)
        throw new ConsoleError(`${answer.target} has no room for the message; nothing was sent.`);
      return { data: answer, text: `${answer.length} bytes went to ${answer.target}.` };
    },
  },
  {
    name: 'stdio',
    usage: 'stdio [PID|default] [in|out|err|both|all] [off|drop|block]',
    summary: 'show or set how many may read standard streams',
    completes: ['pid', ['in', 'out', 'err', 'both', 'all'], ['off', 'drop', 'block']],
    async run(context, words) {
      const scope =
        words.pid ?? (words.peek() === 'default' || /^\d+$/.test(words.peek() ?? '') ? words.next() : undefined);
      const stream = words.oneOf('in', 'out', 'err', 'both', 'all');
      const mode = words.oneOf('off', 'drop', 'block');
      words.end();
      const { config } = await context.client.request('stdio_fanout', {
        ...(scope !== undefined && { pid: scope === 'default' ? 'default' : Number(scope) }),
        ...(stream !== undefined && { stream }),
        ...(mode !== undefined && { mode }),
      });
      const rows = [
        ...(config.default ?? []).map((each) => ['default', each.stream, each.mode] as const),
        ...config.streams.map((each) => [String(config.pid ?? config.scope), each.stream, each.mode] as const),
        ...(config.tasks ?? []).flatMap(({ pid, streams }) =>
          streams.map((each) => [String(pid), each.stream, each.mode] as const),
        ),
      ];
      return { data: config, text: table(['TASK', 'STREAM', 'MODE'], rows) };
    },
  },
);
