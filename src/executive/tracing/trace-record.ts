/** Records of the format hsx.trace/1, and reading them from elsewhere (executive-protocol spec 8.2). */

import { ExecutiveError } from '../errors';

export const TRACE_FORMAT = 'hsx.trace/1';

export interface TraceRecord {
  seq: number;
  pid: number;
  pc: number;
  opcode: number;
  next_pc?: number;
  steps?: number;
  flags?: number;
  /** Seconds since the epoch. */
  ts?: number;
  regs?: number[];
  /** R0..R15 and PSW. */
  changed_regs?: string[];
  mem_access?: { op: 'read' | 'write'; address: number; width?: number; value?: number; mask?: number };
  /** What other tools have put into it is kept. */
  [extra: string]: unknown;
}

const known: ReadonlySet<string> = new Set([
  ...['seq', 'pid', 'pc', 'opcode', 'next_pc', 'steps', 'flags', 'ts', 'regs', 'changed_regs', 'mem_access'],
]);

/** @throws ExecutiveError when it is no integer in decimal or with 0x */
function integerField(name: string, value: unknown): number {
  if (typeof value === 'boolean') throw new ExecutiveError(`${name} must be an integer, got boolean`);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*[+-]?(0x[\da-f]+|\d+)\s*$/i.test(value)) {
    const digits = value.trim().replace(/^[+-]/, '');
    return value.trim().startsWith('-') ? -Number(digits) : Number(digits);
  }
  throw new ExecutiveError(`${name} must be integer-compatible (got ${JSON.stringify(value)})`);
}

function accessField(value: unknown): NonNullable<TraceRecord['mem_access']> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ExecutiveError('mem_access must be an object');
  }
  const access = value as Readonly<Record<string, unknown>>;
  const { op, address } = access;
  if (op === undefined || op === null) throw new ExecutiveError('mem_access.op missing');
  const word = String(op).toLowerCase();
  if (word !== 'read' && word !== 'write') throw new ExecutiveError("mem_access.op must be one of ['read', 'write']");
  const optional = (name: 'width' | 'value' | 'mask') => {
    if (access[name] === undefined || access[name] === null) return {};
    const number = integerField(`mem_access.${name}`, access[name]);
    return { [name]: name === 'width' ? number : number >>> 0 };
  };
  return {
    op: word,
    address: integerField('mem_access.address', address),
    ...optional('width'),
    ...optional('value'),
    ...optional('mask'),
  };
}

/**
 * Reads a record that another tool has written.
 * @param pid for a record that names none
 * @throws ExecutiveError that says what is wrong with it
 */
export function readTraceRecord(value: unknown, pid: number): TraceRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ExecutiveError('trace record must be an object');
  }
  const entry = value as Readonly<Record<string, unknown>>;
  const present = (name: string) => entry[name] !== undefined && entry[name] !== null;
  const needed = (name: string): number => {
    if (!present(name)) throw new ExecutiveError(`trace record missing required field '${name}'`);
    return integerField(name, entry[name]);
  };
  const integers = ['next_pc', 'steps', 'flags'].filter(present).map((name) => [name, integerField(name, entry[name])]);
  const { ts, regs, changed_regs: changed, mem_access: access } = entry;
  if (present('regs') && !Array.isArray(regs)) throw new ExecutiveError('regs must be a sequence');
  if (present('changed_regs') && !Array.isArray(changed)) throw new ExecutiveError('changed_regs must be a sequence');
  if (present('ts') && !Number.isFinite(Number(ts))) throw new ExecutiveError('ts must be a number');
  const registers = ((regs as unknown[] | undefined | null) ?? []).map((one) => integerField('regs', one) >>> 0);
  const names = ((changed as unknown[] | undefined | null) ?? [])
    .map((name) => (name === null ? '' : String(name).trim().toUpperCase()))
    .filter((name) => name !== '');
  return {
    seq: needed('seq'),
    pid: present('pid') ? integerField('pid', entry['pid']) : pid,
    pc: needed('pc'),
    opcode: needed('opcode'),
    ...Object.fromEntries(integers),
    ...(present('ts') && { ts: Number(ts) }),
    ...(registers.length > 0 && { regs: registers }),
    ...(names.length > 0 && { changed_regs: names }),
    ...(present('mem_access') && { mem_access: accessField(access) }),
    ...Object.fromEntries(Object.entries(entry).filter(([name]) => !known.has(name))),
  };
}
