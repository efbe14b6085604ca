/** One watch: what is watched and how its bytes are read (executive-protocol spec 8.1). */

import type { SymbolTable } from '../../toolchain/symbols';
import { ExecutiveError } from '../errors';
import { hexText } from '../hex-text';
import type { Task } from '../task';
import { findLocal, type LocalVariable, type Located, locate } from './local-variable';

export type WatchType = 'address' | 'symbol' | 'local';

export interface WatchRequest {
  readonly expression: string;
  readonly type?: WatchType | undefined;
  /** Bytes; by default those of the local, or 4. */
  readonly length?: number | undefined;
}

/** Where the watched bytes are now. */
type Place = Located & { readonly symbol?: string };

export interface Watch {
  readonly id: number;
  readonly expression: string;
  readonly type: WatchType;
  readonly length: number;
  readonly description: string | undefined;
  /** `undefined` while a local does not live. */
  readonly locate: (task: Task) => Place | undefined;
  /** As it was last read, and where. */
  value: string;
  place: Place | undefined;
}

const LOCAL_PREFIX = 'local:';

const parseAddress = (text: string): number | undefined =>
  /^\s*(0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)\s*$/i.test(text) ? Number(text.trim()) & 0xffff : undefined;

function typeOf({ expression, type }: WatchRequest): WatchType {
  if (expression.startsWith(LOCAL_PREFIX)) return 'local';
  return type ?? (parseAddress(expression) === undefined ? 'symbol' : 'address');
}

/** @throws ExecutiveError when the expression means nothing in this task */
export function createWatch(id: number, request: WatchRequest, task: Task, symbols: SymbolTable | undefined): Watch {
  const { expression } = request;
  const type = typeOf(request);
  const common = { id, expression, type, value: '', place: undefined };
  const lengthOr = (usual: number): number => Math.max(1, request.length ?? usual);
  if (type === 'address') {
    const address = parseAddress(expression);
    if (address === undefined) throw new ExecutiveError(`invalid address '${expression}'`);
    const place = { kind: 'memory', address, text: '' } as const;
    return { ...common, length: lengthOr(4), description: undefined, locate: () => place };
  }
  if (type === 'symbol') {
    const symbol = symbols?.symbolNamed(expression);
    if (!symbol) throw new ExecutiveError(`symbol '${expression}' not found for pid ${task.pid}`);
    const place = { kind: 'memory', address: symbol.address & 0xffff, text: '', symbol: symbol.name } as const;
    return { ...common, length: lengthOr(4), description: symbol.name, locate: () => place };
  }
  if (!symbols) throw new ExecutiveError('symbols not loaded; use symbols.load before watching locals');
  const name = expression.startsWith(LOCAL_PREFIX) ? expression.slice(LOCAL_PREFIX.length) : expression;
  const local: LocalVariable = findLocal(symbols, name, task);
  const place = locate(local, symbols, task);
  const size = local.size ?? (place?.kind === 'memory' ? place.size : undefined) ?? 4;
  return {
    ...common,
    length: lengthOr(size),
    description: `${local.owner}::${local.name}`,
    locate: (of) => locate(local, symbols, of),
  };
}

/** The watched bytes in hex, in the order of memory; `undefined` while they cannot be read. */
export function readWatch(watch: Watch, task: Task): string | undefined {
  const { length } = watch;
  const place = watch.locate(task);
  if (!place) return undefined;
  watch.place = place;
  if (place.kind === 'memory') {
    return hexText(task.processor.memory.subarray(place.address, place.address + length));
  }
  const bytes = new Uint8Array(Math.max(4, length));
  new DataView(bytes.buffer).setInt32(
    0,
    place.kind === 'const' ? place.value | 0 : task.processor.registers[place.index]!,
    true,
  );
  return hexText(bytes.subarray(0, length));
}

/** In its wire form. */
export function watchRecord(watch: Watch, task: Task) {
  const { id, expression: expr, type, length, value, description, place } = watch;
  return {
    id,
    watch_id: id,
    pid: task.pid,
    expr,
    type,
    length,
    value,
    ...(place?.kind === 'memory' && { address: place.address }),
    ...(place?.symbol !== undefined && { symbol: place.symbol }),
    ...(description !== undefined && { description }),
    mode: type === 'local' ? ('local' as const) : ('memory' as const),
    ...(place && place.text !== '' && { location: place.text }),
  };
}

export type WatchRecord = ReturnType<typeof watchRecord>;
