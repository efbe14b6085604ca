import { TRACE_FORMAT, type TraceRecord } from '../../../executive/tracing/trace-record';
import { type ConsoleCommand, commandsOf, type Reply } from '../command';
import type { ConsoleContext } from '../context';
import { flags, hex, listing } from '../text';
import { type Arguments, ConsoleError } from '../words';

const OPERATIONS = ['on', 'off', 'records', 'history', 'export', 'import'] as const;
const USAGE = 'trace [PID] [on|off|records [N]|export FILE|import FILE] | trace config [buffer N|changed-regs on|off]';

async function toggle(context: ConsoleContext, pid: number, mode: boolean | undefined): Promise<Reply> {
  const { trace } = await context.client.request('trace', { pid, ...(mode !== undefined && { mode }) });
  const on = 'enabled' in trace && trace.enabled === true;
  return { data: trace, text: `The trace of task ${pid} is ${on ? 'on' : 'off'}.` };
}

async function records(context: ConsoleContext, pid: number, limit: number): Promise<Reply> {
  const { trace } = await context.client.request('trace', { pid, op: 'records', limit });
  const all = 'records' in trace ? trace.records : [];
  const rows = all.map(({ seq, pc, opcode, steps, flags: psw, changed_regs: changed }) => [
    ...[seq, hex(pc), hex(opcode, 8), steps ?? null, psw === undefined ? null : flags(psw)],
    changed?.join(' ') ?? null,
  ]);
  const titles = ['SEQ', 'PC', 'WORD', 'STEPS', 'PSW', 'CHANGED'];
  return { data: all, text: listing(titles, rows, `Nothing of task ${pid} is recorded.`) };
}

async function configure({ client }: ConsoleContext, words: Arguments): Promise<Reply> {
  const what = words.oneOf('buffer', 'changed-regs');
  if (what === undefined) throw new ConsoleError(`Usage: ${USAGE}`);
  const setting =
    what === 'buffer'
      ? { buffer_size: words.requiredNumber() }
      : { changed_regs: words.required().toLowerCase() === 'on' };
  words.end();
  const { trace } = await client.request('trace', { op: 'config', ...setting });
  const text =
    'buffer_size' in trace && trace.buffer_size !== undefined && what === 'buffer'
      ? `The last ${trace.buffer_size} instructions of each task are kept.`
      : `Changed registers are ${setting.changed_regs ? '' : 'not '}recorded.`;
  return { data: trace, text };
}

async function exportTo(context: ConsoleContext, pid: number, file: string): Promise<Reply> {
  const { trace } = await context.client.request('trace', { pid, op: 'export' });
  const all = 'records' in trace ? trace.records : [];
  const text = JSON.stringify({ format: TRACE_FORMAT, records: all }, undefined, 1);
  await context.host.files?.write(file, `${text}\n`);
  return { data: { pid, file, records: all.length }, text: `${all.length} records are in ${file}.` };
}

/** @throws ConsoleError unless the file holds records */
function recordsIn(file: string, text: string): readonly TraceRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConsoleError(`${file} is no JSON: ${(error as Error).message}`);
  }
  const all = Array.isArray(value) ? value : (value as { records?: unknown } | null)?.records;
  if (!Array.isArray(all)) throw new ConsoleError(`${file} holds no list of records, as 'trace export' writes it.`);
  return all;
}

async function importFrom(context: ConsoleContext, pid: number, file: string): Promise<Reply> {
  const read = recordsIn(file, (await context.host.files?.read(file)) ?? '');
  const { trace } = await context.client.request('trace', { pid, op: 'import', records: read });
  return { data: trace, text: `Task ${pid} has the ${read.length} records of ${file}.` };
}

const trace: ConsoleCommand['run'] = async (context, words) => {
  if (words.oneOf('config')) return configure(context, words);
  const pid = await context.pid(words);
  const op = words.oneOf(...OPERATIONS);
  if (op === 'export' || op === 'import') {
    const file = words.required();
    words.end();
    if (!context.host.files) throw new ConsoleError(`There are no files here; 'hsx shell' can ${op} traces.`);
    return op === 'export' ? exportTo(context, pid, file) : importFrom(context, pid, file);
  }
  const isList = op === 'records' || op === 'history';
  const limit = isList ? (words.number() ?? 20) : 0;
  words.end();
  if (isList) return records(context, pid, limit);
  return toggle(context, pid, op === undefined ? undefined : op === 'on');
};

export const traceCommands = commandsOf('Looking', {
  name: 'trace',
  usage: USAGE,
  summary: 'record what a task executes: switch it on, off or over, and show, keep or fetch records',
  completes: [[...OPERATIONS, 'config'], 'file'],
  run: trace,
});
