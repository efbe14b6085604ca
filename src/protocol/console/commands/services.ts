import { commandStatusText, valueStatusText } from '../../../executive/values/constants';
import { commandsOf } from '../command';
import { fields, hex, listing, table } from '../text';
import { ConsoleError } from '../words';

/** What an image may tell of a value or command, and need not. */
function textIn(record: object, name: string): string | null {
  const value = (record as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @throws ConsoleError unless the status is 0 */
function granted(status: number, what: string, textOf: (status: number) => string): void {
  if (status !== 0) throw new ConsoleError(`${what}: ${textOf(status)}.`);
}

export const serviceCommands = commandsOf(
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
      const rows = wanted.map(
        ({
          descriptor_id: id,
          name,
          owner_pid: owner,
          capacity,
          bytes_used: used,
          queue_depth: depth,
          mode_mask: mode,
          waiters,
        }) => [...[id, name, owner, `${used}/${capacity}`, depth, hex(mode, 2)], waiters.join(' ') || null],
      );
      const text = listing(
        ['ID', 'NAME', 'OWNER', 'BYTES', 'MESSAGES', 'MODE', 'WAITING'],
        rows,
        'There are no mailboxes.',
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
    summary: 'send text to the standard input of a task, or to a mailbox',
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
        ...(mode !== undefined && { mode: { word: mode, mode } }),
      });
      const rows = [
        ...(config.default ?? []).map((each) => ['default', each.stream, each.mode] as const),
        ...config.streams.map((each) => [config.pid ?? config.scope, each.stream, each.mode] as const),
        ...(config.tasks ?? []).flatMap(({ pid, streams }) =>
          streams.map((each) => [pid, each.stream, each.mode] as const),
        ),
      ];
      return { data: config, text: table(['TASK', 'STREAM', 'MODE'], rows) };
    },
  },
  {
    name: 'val',
    aliases: ['val.list', 'values'],
    usage: 'val [list|get|set|stats] [OID [VALUE]]',
    summary: 'list, read or write values',
    completes: [['list', 'get', 'set', 'stats']],
    async run(context, words) {
      const op = words.oneOf('list', 'get', 'set', 'stats') ?? 'list';
      const scope = words.pid === undefined ? {} : { pid: words.pid };
      if (op === 'stats') {
        const { stats } = await context.client.request('val.stats', {});
        return { data: stats, text: fields({ ...stats }) };
      }
      if (op === 'list') {
        words.end();
        const { values } = await context.client.request('val.list', scope);
        const rows = values.map((value) => [
          ...[hex(value.oid), textIn(value, 'name'), value.owner_pid, String(value.last_value), textIn(value, 'unit')],
          value.auth_level,
        ]);
        const text = listing(['OID', 'NAME', 'TASK', 'VALUE', 'UNIT', 'LEVEL'], rows, 'There are no values.');
        return { data: values, text };
      }
      const oid = words.number();
      const wanted = op === 'set' ? Number(words.required()) : undefined;
      words.end();
      if (oid === undefined || Number.isNaN(wanted)) throw new ConsoleError('Usage: val get OID, or val set OID VALUE');
      const { value } =
        wanted === undefined
          ? await context.client.request('val.get', { oid, ...scope })
          : await context.client.request('val.set', { oid, value: wanted, ...scope });
      granted(value.status, `Value ${hex(oid)}`, valueStatusText);
      return { data: value, text: `Value ${hex(oid)} is ${value.value}.` };
    },
  },
  {
    name: 'cmd',
    aliases: ['cmd.list', 'commands'],
    usage: 'cmd [list|call|stats] [OID [TOKEN]]',
    summary: 'list or call commands of tasks',
    completes: [['list', 'call', 'stats']],
    async run(context, words) {
      const op = words.oneOf('list', 'call', 'stats') ?? 'list';
      const scope = words.pid === undefined ? {} : { pid: words.pid };
      if (op === 'stats') {
        const { stats } = await context.client.request('cmd.stats', {});
        return { data: stats, text: fields({ ...stats }) };
      }
      if (op === 'list') {
        words.end();
        const { commands } = await context.client.request('cmd.list', scope);
        const rows = commands.map((command) => [
          ...[
            hex(command.oid),
            textIn(command, 'name'),
            command.owner_pid,
            command.auth_level,
            textIn(command, 'help'),
          ],
        ]);
        const text = listing(['OID', 'NAME', 'TASK', 'LEVEL', 'HELP'], rows, 'There are no commands.');
        return { data: commands, text };
      }
      const oid = words.number();
      const token = words.next();
      words.end();
      if (oid === undefined) throw new ConsoleError('Usage: cmd call OID [TOKEN]');
      const { command } = await context.client.request('cmd.call', {
        oid,
        ...scope,
        ...(token !== undefined && { token }),
      });
      granted(command.status, `Command ${hex(oid)}`, commandStatusText);
      return { data: command, text: `Command ${hex(oid)} is done: ${JSON.stringify(command.result)}.` };
    },
  },
);
