import { commandsOf, type Reply } from '../command';
import type { ConsoleContext } from '../context';
import { hex, listing } from '../text';
import { type Arguments, ConsoleError } from '../words';

async function listed(context: ConsoleContext, pid: number, present: readonly number[]): Promise<Reply> {
  const off = context.disabled.get(pid) ?? new Set<number>();
  for (const address of present) off.delete(address);
  const all = [...present.map((address) => ({ address, enabled: true })), ...[...off].map(switchedOff)];
  all.sort((a, b) => a.address - b.address);
  const rows = await Promise.all(
    all.map(async ({ address, enabled }) => [await context.place(pid, address), enabled ? 'on' : 'off']),
  );
  const text = listing(['ADDRESS', 'STATE'], rows, `Task ${pid} has no breakpoints.`);
  return { data: { pid, breakpoints: all }, text };
}

const switchedOff = (address: number) => ({ address, enabled: false });

/** @throws ConsoleError when no instruction can be there */
async function inCode({ client }: ConsoleContext, pid: number, address: number): Promise<void> {
  const answer = await client.request('memory', { pid, op: 'regions' });
  const code = 'memory' in answer ? answer.memory.regions.find(({ type }) => type === 'code') : undefined;
  // An executive that does not tell where the code is judges by itself.
  if (!code) return;
  const end = code.start + code.length;
  if (address < code.start || address >= end || address % 4 !== 0)
    throw new ConsoleError(
      `No instruction is at ${hex(address)}; code goes from ${hex(code.start)} to ${hex(end - 4)}.`,
    );
}

const OPERATIONS = [
  'list',
  'ls',
  'add',
  'set',
  'clear',
  'remove',
  'rm',
  'delete',
  'enable',
  'disable',
  'clear_all',
] as const;
const USAGE = 'break [list|add|clear|enable|disable|clear_all] [PID] [ADDRESS]';

async function breakpoint(context: ConsoleContext, words: Arguments): Promise<Reply> {
  const op = words.oneOf(...OPERATIONS) ?? (words.count > 0 ? 'add' : 'list');
  const isList = op === 'list' || op === 'ls';
  const all = op === 'clear_all' || (op === 'clear' && words.count === 0);
  const pid = await context.pid(words, isList || all ? 0 : 1);
  const word = isList || all ? undefined : words.required();
  words.end();
  const { client, disabled } = context;
  if (isList) return listed(context, pid, (await client.request('bp', { pid, op: 'list' })).breakpoints);
  if (word === undefined) {
    disabled.delete(pid);
    return listed(context, pid, (await client.request('bp', { pid, op: 'clear_all' })).breakpoints);
  }
  const addr = await context.address(pid, word);
  const off = disabled.get(pid) ?? new Set<number>();
  disabled.set(pid, off);
  const present = (await client.request('bp', { pid, op: 'list' })).breakpoints;
  if (op === 'add' || op === 'set') await inCode(context, pid, addr);
  if (op === 'enable' && !off.has(addr)) throw new ConsoleError(`No breakpoint at ${hex(addr)} is switched off.`);
  if (op === 'disable' && !present.includes(addr)) throw new ConsoleError(`There is no breakpoint at ${hex(addr)}.`);
  if (op === 'disable') off.add(addr);
  else off.delete(addr);
  const sets = op === 'add' || op === 'set' || op === 'enable';
  const { breakpoints } = await client.request('bp', { pid, op: sets ? 'set' : 'clear', addr });
  return listed(context, pid, breakpoints);
}

export const breakpointCommands = commandsOf('Breakpoints', {
  name: 'break',
  aliases: ['bp', 'b'],
  usage: USAGE,
  summary: 'set, list, clear or switch breakpoints; ADDRESS may be a symbol',
  completes: [OPERATIONS, 'symbol'],
  run: breakpoint,
});
