/** The breakpoints of one task: plain addresses, points with rules, and watched data. */

import type { Processor } from '../../machine/processor';
import { ExecutiveError } from '../errors';
import type { MachineView } from './machine-view';
import { type Meeting, meetingOf, nothingMet } from './meeting';
import type { AccessRecord, DataAccess, PointRequest } from './point';
import { Rule, type Verdict } from './rule';

type Span = readonly [from: number, end: number];

interface CodePoint {
  readonly id: number;
  readonly address: number;
  readonly rule: Rule;
}

interface DataPoint {
  readonly id: number;
  readonly address: number;
  readonly length: number;
  readonly access: DataAccess;
  readonly rule: Rule;
  /** The bytes as they were last seen. */
  bytes: Uint8Array;
}

const machineAccess = { read: 'read', write: 'write', readWrite: 'readWrite', change: 'write' } as const;

export class TaskPoints {
  private readonly plain = new Set<number>();
  private readonly code = new Map<number, CodePoint[]>();
  private data: DataPoint[] = [];

  constructor(
    private readonly processor: Processor,
    private readonly machine: MachineView,
  ) {}

  get watchesData(): boolean {
    return this.data.length > 0;
  }

  setPlain(address: number): void {
    this.plain.add(address & 0xffff);
    this.processor.setBreakpoint(address & 0xffff);
  }

  clearPlain(address: number): void {
    this.plain.delete(address & 0xffff);
    this.disarm(address & 0xffff);
  }

  clearAllPlain(): void {
    for (const address of [...this.plain]) this.clearPlain(address);
  }

  /** @throws ExecutiveError when its rule cannot be understood or its range is not inside data memory */
  add(id: number, request: PointRequest): void {
    const rule = new Rule(request);
    if (request.kind === 'code') {
      const address = request.address & 0xffff;
      this.code.set(address, [...(this.code.get(address) ?? []), { id, address, rule }]);
      this.processor.setBreakpoint(address);
      return;
    }
    const { address, length, access } = request;
    try {
      this.processor.setWatch(address, length, machineAccess[access]);
    } catch (error) {
      if (error instanceof RangeError) throw new ExecutiveError(error.message);
      throw error;
    }
    this.data.push({ id, address, length, access, rule, bytes: this.machine.read(address, length) });
  }

  /** Whether there was such a point. */
  remove(id: number): boolean {
    for (const [address, points] of this.code) {
      const kept = points.filter((point) => point.id !== id);
      if (kept.length === points.length) continue;
      if (kept.length > 0) this.code.set(address, kept);
      else this.code.delete(address);
      this.disarm(address);
      return true;
    }
    const watched = this.data.find((point) => point.id === id);
    if (!watched) return false;
    this.data = this.data.filter((point) => point !== watched);
    this.processor.clearWatch(watched.address, watched.length, machineAccess[watched.access]);
    return true;
  }

  /** The processor has come to a breakpoint. */
  atBreakpoint(): Meeting {
    const { pc } = this.processor;
    const points = this.code.get(pc & 0xffff);
    if (!points) return { ...nothingMet, stop: true };
    if (points.length === 1 && !this.plain.has(pc)) {
      const [{ id, rule }] = points as [CodePoint];
      const verdict = rule.judge(this.machine);
      return verdict.kind === 'pass' ? nothingMet : meetingOf([[id, verdict]]);
    }
    const met = meetingOf(points.map(({ id, rule }) => [id, rule.judge(this.machine)]));
    return this.plain.has(pc) ? { ...met, stop: true } : met;
  }

  /** The last instruction has touched watched bytes. */
  atAccess(): Meeting {
    const { watchedAccess: access } = this.processor;
    return this.judgeAccess(access.kind, (point) => overlap(point, access.address, access.width));
  }

  /** A service may have written to memory. */
  afterService(): Meeting {
    return this.judgeAccess('write', (point) => (this.isUnchanged(point) ? undefined : [0, point.length]));
  }

  /** Memory was written from outside: what is there now is no change that the program made. */
  refresh(): void {
    for (const point of this.data) point.bytes = this.bytesOf(point);
  }

  /** @param touched which bytes of a watched range, end exclusive */
  private judgeAccess(kind: AccessRecord['kind'], touched: (point: DataPoint) => Span | undefined): Meeting {
    const verdicts: [number, Verdict][] = [];
    let access: AccessRecord | undefined;
    for (const point of this.data) {
      const span = matches(point.access, kind) ? touched(point) : undefined;
      if (!span) continue;
      const now = this.bytesOf(point);
      const old = point.bytes;
      point.bytes = now;
      if (point.access === 'change' && now.every((byte, index) => byte === old[index])) continue;
      const verdict = point.rule.judge(this.machine);
      verdicts.push([point.id, verdict]);
      if (verdict.kind === 'pass') continue;
      const [from, end] = span;
      access ??= {
        kind,
        address: point.address + from,
        old: hexOf(old.subarray(from, end)),
        new: hexOf(now.subarray(from, end)),
      };
    }
    const met = meetingOf(verdicts);
    return access ? { ...met, access } : met;
  }

  private bytesOf({ address, length }: DataPoint): Uint8Array {
    return this.machine.read(address, length);
  }

  private isUnchanged(point: DataPoint): boolean {
    const { address, length, bytes } = point;
    const { memory } = this.processor;
    for (let index = 0; index < length; index++) if (memory[address + index] !== bytes[index]) return false;
    return true;
  }

  private disarm(address: number): void {
    if (!this.plain.has(address) && !this.code.has(address)) this.processor.clearBreakpoint(address);
  }
}

const matches = (wanted: DataAccess, kind: 'read' | 'write'): boolean =>
  wanted === 'readWrite' || (wanted === 'change' ? 'write' : wanted) === kind;

/** Relative to the start of the watched range. */
function overlap({ address, length }: DataPoint, start: number, width: number): Span | undefined {
  const from = Math.max(start - address, 0);
  const end = Math.min(start + width - address, length);
  return from < end ? [from, end] : undefined;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
