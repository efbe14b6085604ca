import { commandStatusText, valueStatusText } from '../../../executive/values/constants';
import { type ConsoleCommand, commandsOf } from '../command';
import type { ConsoleContext } from '../context';
import { hex, listing, table } from '../text';
import { type Arguments, ConsoleError, numberOf } from '../words';

/** What an image may tell of a value or command, and need not. */
function textIn(record: object, name: string): string | null {
  const value = (record as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @throws ConsoleError unless the status is 0 */
function granted(status: number, what: string, textOf: (status: number) => string): void {
  if (status !== 0) throw new ConsoleError(`${what}: ${textOf(status)}.`);
}

/** @throws ConsoleError when the word is neither a number nor the name of one of them */
async function oidOf(word: string, listed: () => Promise<readonly { oid: number }[]>): Promise<number> {
  const oid = numberOf(word) ?? (await listed()).find((each) => textIn(each, 'name') === word)?.oid;
  if (oid === undefined) throw new ConsoleError(`"${word}" is neither a number nor a name that is listed.`);
  return oid;
}

interface Usage {
  readonly capacity: number;
  readonly used: number;
  readonly high_water: number;
  readonly usage_pct: number;
}

const usageTable = (usages: Readonly<Record<string, Usage>>): string =>
  table(
    ['OF', 'USED', 'MOST', 'LIMIT', 'PART'],
    Object.entries(usages).map(([name, { used, high_water: most, capacity, usage_pct: part }]) => [
      ...[name, used, most, capacity],
      `${part.toFixed(1)} %`,
    ]),
  );

interface Counted {
  readonly count: number;
  readonly capacity: number;
  readonly high_water: number;
  readonly usage_pct: number;
}
interface Stored {
  readonly used_bytes: number;
  readonly total_bytes: number;
  readonly high_water_bytes: number;
  readonly usage_pct: number;
}

const counted = (usage: Counted): Usage => ({ ...usage, used: usage.count });
const stored = (usage: Stored): Usage => ({
  ...{ used: usage.used_bytes, capacity: usage.total_bytes },
  ...{ high_water: usage.high_water_bytes, usage_pct: usage.usage_pct },
});

const ofTask = (words: Arguments) => (words.pid === undefined ? {} : { pid: words.pid });

async function listValues({ client }: ConsoleContext, words: Arguments) {
  words.end();
  const { values } = await client.request('val.list', ofTask(words));
  const rows = values.map((value) => [
    ...[hex(value.oid), textIn(value, 'name'), value.owner_pid, String(value.last_value), textIn(value, 'unit')],
    value.auth_level,
  ]);
  const text = listing(['OID', 'NAME', 'TASK', 'VALUE', 'UNIT', 'LEVEL'], rows, 'There are no values.');
  return { data: values, text };
}

const val: ConsoleCommand['run'] = async (context, words) => {
  const { client } = context;
  const op = words.oneOf('list', 'get', 'set', 'stats') ?? 'list';
  if (op === 'list') return listValues(context, words);
  if (op === 'stats') {
    words.end();
    const { stats } = await client.request('val.stats', {});
    return { data: stats, text: usageTable({ values: counted(stats.values), strings: stored(stats.strings) }) };
  }
  const scope = ofTask(words);
  const name = words.required();
  const wanted = op === 'set' ? Number(words.required()) : undefined;
  words.end();
  if (Number.isNaN(wanted)) throw new ConsoleError('A value is a number, as in val set filter.alpha 0.5.');
  const oid = await oidOf(name, async () => (await client.request('val.list', scope)).values);
  const { value } =
    wanted === undefined
      ? await client.request('val.get', { oid, ...scope })
      : await client.request('val.set', { oid, value: wanted, ...scope });
  granted(value.status, `Value ${hex(oid)}`, valueStatusText);
  return { data: value, text: `Value ${hex(oid)} is ${value.value}.` };
};

async function listCommands({ client }: ConsoleContext, words: Arguments) {
  words.end();
  const { commands } = await client.request('cmd.list', ofTask(words));
  const rows = commands.map((command) => [
    ...[hex(command.oid), textIn(command, 'name'), command.owner_pid, command.auth_level, textIn(command, 'help')],
  ]);
  const text = listing(['OID', 'NAME', 'TASK', 'LEVEL', 'HELP'], rows, 'There are no commands.');
  return { data: commands, text };
}

const cmd: ConsoleCommand['run'] = async (context, words) => {
  const { client } = context;
  const op = words.oneOf('list', 'call', 'async', 'stats') ?? 'list';
  if (op === 'list') return listCommands(context, words);
  if (op === 'stats') {
    words.end();
    const { stats } = await client.request('cmd.stats', {});
    return { data: stats, text: usageTable({ commands: counted(stats.commands), strings: stored(stats.strings) }) };
  }
  const scope = ofTask(words);
  const name = words.required();
  const token = words.next();
  words.end();
  const oid = await oidOf(name, async () => (await client.request('cmd.list', scope)).commands);
  const { command } = await client.request('cmd.call', {
    ...{ oid, ...scope },
    ...(op === 'async' && { async: true }),
    ...(token !== undefined && { token }),
  });
  granted(command.status, `Command ${hex(oid)}`, commandStatusText);
  return { data: command, text: `Command ${hex(oid)} is done: ${JSON.stringify(command.result)}.` };
};

export const valueCommands = commandsOf(
  'Services',
  {
    name: 'val',
    aliases: ['values'],
    usage: 'val [list|get|set|stats] [OID|NAME [VALUE]]',
    summary: 'list, read or write values',
    completes: [['list', 'get', 'set', 'stats'], 'value'],
    run: val,
  },
  {
    name: 'cmd',
    aliases: ['commands'],
    usage: 'cmd [list|call|async|stats] [OID|NAME [TOKEN]]',
    summary: 'list or call commands of tasks',
    completes: [['list', 'call', 'async', 'stats'], 'guest-command'],
    run: cmd,
  },
);
