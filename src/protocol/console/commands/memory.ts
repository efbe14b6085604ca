import { fromHex } from '../../hex';
import { commandsOf, type Reply } from '../command';
import type { ConsoleContext } from '../context';
import { dump, hex, listing, table } from '../text';
import { type Arguments, ConsoleError } from '../words';

async function read(context: ConsoleContext, pid: number, addr: number, length: number): Promise<Reply> {
  const { data } = await context.client.request('peek', { pid, addr, length });
  const text = dump(fromHex(data), addr & 0xffff);
  return { data: { pid, address: addr & 0xffff, data }, text: text || `There is no memory at ${hex(addr)}.` };
}

async function readWords(context: ConsoleContext, words: Arguments, usual: number): Promise<Reply> {
  const pid = await context.pid(words, 1);
  const address = await context.address(pid, words.required());
  const length = words.number() ?? usual;
  words.end();
  return read(context, pid, address, length);
}

async function regions(context: ConsoleContext, words: Arguments): Promise<Reply> {
  const pid = await context.pid(words);
  words.end();
  const answer = await context.client.request('memory', { pid, op: 'regions' });
  if (!('memory' in answer)) throw new ConsoleError('The executive tells no regions.');
  const rows = answer.memory.regions.map(({ name, type, start, length, permissions }) => [
    ...[name, type, hex(start), length, permissions],
  ]);
  return { data: answer.memory, text: table(['NAME', 'TYPE', 'START', 'BYTES', 'ACCESS'], rows) };
}

/** To the end address, which does not belong to it. */
async function dumpRange(context: ConsoleContext, words: Arguments): Promise<Reply> {
  const pid = await context.pid(words, 2);
  const start = await context.address(pid, words.required());
  const end = await context.address(pid, words.required());
  words.end();
  if (end <= start) throw new ConsoleError('The end must lie behind the start.');
  return read(context, pid, start, end - start);
}

export const memoryCommands = commandsOf(
  'Memory',
  {
    name: 'peek',
    usage: 'peek [PID] ADDRESS [LENGTH]',
    summary: 'show data memory, 16 bytes by default',
    completes: ['symbol'],
    run: (context, words) => readWords(context, words, 16),
  },
  {
    name: 'poke',
    usage: 'poke [PID] ADDRESS HEX...',
    summary: 'write bytes to data memory',
    completes: ['symbol'],
    async run(context, words) {
      const pid = await context.pid(words, 2);
      const addr = await context.address(pid, words.required());
      const data = [words.required(), ...words.rest()].join('').replace(/^0x/i, '');
      if (!/^(?:[0-9a-f]{2})+$/i.test(data)) throw new ConsoleError('Bytes are pairs of hex digits, as in 0a1b2c.');
      await context.client.request('poke', { pid, addr, data });
      return { data: { pid, address: addr, data }, text: `${data.length / 2} bytes at ${hex(addr)} are written.` };
    },
  },
  {
    name: 'mem',
    aliases: ['memory'],
    usage: 'mem read|dump|regions [PID] [ADDRESS [LENGTH]]',
    summary: 'read memory, dump it from START to END, or list regions',
    completes: [['read', 'dump', 'regions'], 'symbol'],
    run(context, words) {
      const op = words.oneOf('read', 'dump', 'regions') ?? (words.count > 1 ? 'read' : 'regions');
      if (op === 'regions') return regions(context, words);
      return op === 'read' ? readWords(context, words, 64) : dumpRange(context, words);
    },
  },
  {
    name: 'set',
    usage: 'set [PID] REGISTER VALUE',
    summary: 'write a register: R0 to R15, PC, SP or PSW',
    async run(context, words) {
      const pid = await context.pid(words, 2);
      const reg = words.required().replace(/^\$/, '').toUpperCase();
      const value = await context.address(pid, words.required());
      words.end();
      const answer = await context.client.request('vm_reg_set', { pid, reg, value });
      return { data: answer, text: `${reg} of task ${pid} is ${hex(value, 8)}.` };
    },
  },
  {
    name: 'watch',
    usage: 'watch [list|add|remove] [PID] [EXPRESSION [LENGTH]|ID]',
    summary: 'have changes of memory reported after steps and turns of the clock',
    completes: [['list', 'add', 'remove'], 'symbol'],
    async run(context, words) {
      const op = words.oneOf('list', 'add', 'remove') ?? (words.count > 0 ? 'add' : 'list');
      const pid = await context.pid(words, op === 'list' ? 0 : 1);
      const what = op === 'list' ? undefined : words.required();
      const length = op === 'add' ? words.number() : undefined;
      words.end();
      const answer = await context.client.request('watch', {
        ...{ pid, op },
        ...(op === 'add' && { expr: what, ...(length !== undefined && { length }) }),
        ...(op === 'remove' && { watch: await context.address(pid, what ?? '') }),
      });
      const { watch } = answer;
      const all = 'watches' in watch ? watch.watches : [watch];
      const rows = all.map((each) => [each.id, each.expr, each.type, each.length, each.value]);
      const text = listing(['ID', 'EXPRESSION', 'TYPE', 'BYTES', 'VALUE'], rows, `Task ${pid} has no watches.`);
      return { data: watch, text: op === 'remove' ? `Watch ${what} is gone.` : text };
    },
  },
);
