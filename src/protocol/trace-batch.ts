/**
 * Many `trace_step` events as one, for those who want every instruction of a fast machine (feature `trace_batches`): what
 * follows from the event before is left out, nothing is lost but the time of all events but the first.
 */

import type { ExecutiveEvent } from '../executive/events';
import { RegisterComparison, registerIndex } from '../executive/tracing/changed-registers';

type TraceEvent = Extract<ExecutiveEvent, { type: 'trace_step' }>;
type TraceData = TraceEvent['data'];

/** As it is sent; its number and its time stand in the event around it: the number of the last, the time of the first. */
export interface TraceBatchData {
  readonly count: number;
  /** Of each instruction. */
  readonly pc: number[];
  readonly opcode: number[];
  readonly flags: number[];
  /** Behind the last one; each other goes on where the next one is. */
  readonly next_pc: number;
  /** Instructions of the task with the first; each other adds one. */
  readonly steps: number;
  /** R0..R15 behind the first. */
  readonly regs: number[];
  /** For each other: how many registers have changed, then the index and the new value of each. */
  readonly changes: number[];
  /** For each load and store: index of the instruction, 0 read or 1 write, address, width in bytes, value. */
  readonly accesses: number[];
  /** Of the first, where events tell which registers have changed. */
  readonly changed_regs?: string[];
}

export interface TraceBatch {
  readonly seq: number;
  readonly ts: number;
  readonly type: 'trace_batch';
  readonly pid: number;
  readonly data: TraceBatchData;
}

/** Instructions of one batch. */
const MOST = 512;

/** Gathers events until one does not go on from that before. */
export class TraceGatherer {
  private events: TraceEvent[] = [];

  /** @returns whether it was taken; else the batch has to be taken first */
  add(event: TraceEvent): boolean {
    const last = this.events[this.events.length - 1];
    if (last && (this.events.length >= MOST || !follows(last, event))) return false;
    this.events.push(event);
    return true;
  }

  /** What was gathered: one event is told as it is, several as a batch, none is `undefined`. */
  take(): TraceEvent | TraceBatch | undefined {
    const { events } = this;
    if (events.length <= 1) {
      this.events = [];
      return events[0];
    }
    this.events = [];
    return batchOf(events);
  }
}

function follows(last: TraceEvent, { seq, pid, data }: TraceEvent): boolean {
  return (
    seq === last.seq + 1 && pid === last.pid && data.pc === last.data.next_pc && data.steps === last.data.steps + 1
  );
}

function batchOf(events: readonly TraceEvent[]): TraceBatch {
  const first = events[0]!;
  const last = events[events.length - 1]!;
  const pc: number[] = [];
  const opcode: number[] = [];
  const flags: number[] = [];
  const changes: number[] = [];
  const accesses: number[] = [];
  for (let index = 0; index < events.length; index++) {
    const { data } = events[index]!;
    pc.push(data.pc);
    opcode.push(data.opcode);
    flags.push(data.flags);
    if (index > 0) pushChanges(changes, events[index - 1]!.data.regs, data);
    const { mem_access: access } = data;
    if (access) accesses.push(index, access.op === 'write' ? 1 : 0, access.address, access.width, access.value);
  }
  const { steps, regs, changed_regs: changed } = first.data;
  const tells = events.some(({ data }) => data.changed_regs);
  return {
    seq: last.seq,
    ts: first.ts,
    type: 'trace_batch',
    pid: first.pid as number,
    data: {
      count: events.length,
      ...{ pc, opcode, flags },
      next_pc: last.data.next_pc,
      ...{ steps, regs, changes, accesses },
      ...(tells && { changed_regs: changed ?? [] }),
    },
  };
}

function pushChanges(changes: number[], before: readonly number[], { regs, changed_regs: told }: TraceData): void {
  const at = changes.push(0) - 1;
  if (told) for (const name of told) pushRegister(changes, registerIndex(name), regs);
  else
    for (let index = 0; index < regs.length; index++)
      if (regs[index] !== before[index]) pushRegister(changes, index, regs);
  changes[at] = (changes.length - 1 - at) / 2;
}

function pushRegister(changes: number[], index: number | undefined, regs: readonly number[]): void {
  if (index !== undefined) changes.push(index, regs[index]!);
}

const lists = ['pc', 'opcode', 'flags', 'regs', 'changes', 'accesses'] as const;

/** Whether an event that came over a wire is one. */
export function isTraceBatch(event: { readonly type: string; readonly data?: unknown }): event is TraceBatch {
  const data = event.data as Partial<TraceBatchData> | null | undefined;
  return event.type === 'trace_batch' && !!data && lists.every((name) => Array.isArray(data[name]));
}

/** The events that a batch was made of, in order; each has the time of the first. */
export function traceEventsOf({ seq, ts, pid, data: batch }: TraceBatch): TraceEvent[] {
  const { changes, changed_regs: firstChanged } = batch;
  const count = batch.pc.length;
  const comparison = new RegisterComparison();
  const events: TraceEvent[] = [];
  let at = 0;
  let { regs } = batch;
  for (let index = 0; index < count; index++) {
    if (index > 0) {
      regs = [...regs];
      for (let left = changes[at++]!; left > 0; left--, at += 2) regs[changes[at]!] = changes[at + 1]!;
    }
    const data: TraceData = {
      pc: batch.pc[index]!,
      next_pc: batch.pc[index + 1] ?? batch.next_pc,
      opcode: batch.opcode[index]!,
      flags: batch.flags[index]!,
      regs,
      steps: batch.steps + index,
    };
    const changed = comparison.changed(data);
    const told = index === 0 ? firstChanged : firstChanged && changed;
    if (told && told.length > 0) data.changed_regs = told;
    events.push({ seq: seq - count + 1 + index, ts, type: 'trace_step', pid, data });
  }
  for (let access = 0; access < batch.accesses.length; access += 5) {
    const [index = 0, write, address = 0, width = 0, value = 0] = batch.accesses.slice(access, access + 5);
    const event = events[index];
    if (event) event.data.mem_access = { op: write === 1 ? 'write' : 'read', address, width, value };
  }
  return events;
}
