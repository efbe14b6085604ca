/**
 * Breakpoints with rules, data breakpoints and exception filters for an executive that has none: it stops wherever one
 * of them might count, and the rules are judged here (executive-protocol spec 13.1). Hence each hit costs round trips.
 */

import { type Catch, Catches, type CatchName } from '../../../executive/debug/catches';
import { type Meeting, meetingOf, nothingMet } from '../../../executive/debug/meeting';
import type { AccessRecord, PointRequest } from '../../../executive/debug/point';
import { Rule, type RuleText } from '../../../executive/debug/rule';
import { RefusedError } from '../errors';
import type { Fields } from '../message';
import type { AllStop } from './all-stop';
import type { Wire } from './wire';
import { fetchView } from './wire-view';

interface Point {
  readonly id: number;
  readonly pid: number;
  readonly address: number;
  readonly rule: Rule;
  /** Tasks that its texts name. */
  readonly others: readonly number[];
  /** Of a data point: the executive's watch. */
  readonly watch?: number;
}

/** Bytes that have changed, as the executive told. */
interface Change {
  readonly point: Point;
  readonly access: AccessRecord;
}

export class EmulatedPoints {
  private readonly points = new Map<number, Point>();
  /** Breakpoints in the executive that are there for points alone, as `pid:address`. */
  private readonly armed = new Set<string>();
  private readonly catches = new Catches();
  private changes: Change[] = [];
  private made = 0;

  constructor(
    private readonly wire: Wire,
    private readonly target: AllStop,
  ) {}

  /** @throws ExecutiveError for a text that cannot be understood, RefusedError for what this executive cannot do */
  async add(pid: number, request: PointRequest): Promise<number> {
    const rule = new Rule(request);
    const id = ++this.made;
    const common = { id, pid, address: request.address, rule, others: tasksIn(request) };
    if (request.kind === 'code') {
      await this.arm(pid, request.address);
      this.points.set(id, common);
      return id;
    }
    if (request.access === 'read' || request.access === 'readWrite') {
      throw new RefusedError('debug.point.add', 'this executive sees changes of data only, not that it is read');
    }
    const { address, length } = request;
    const { watch } = await this.wire.call('watch', { pid, op: 'add', expr: String(address), type: 'address', length });
    this.points.set(id, { ...common, watch: Number((watch as Fields)['id']) });
    return id;
  }

  /** @throws RefusedError when there is none of this number */
  async remove(pid: number, id: number): Promise<void> {
    const point = this.points.get(id);
    if (point?.pid !== pid) throw new RefusedError('debug.point.remove', `unknown debug point ${id} of pid ${pid}`);
    this.points.delete(id);
    this.changes = this.changes.filter((change) => change.point !== point);
    if (point.watch !== undefined) await this.wire.call('watch', { pid, op: 'remove', watch: point.watch });
    else if (this.pointsAt(pid, point.address).length === 0) await this.disarm(pid, point.address);
  }

  /** Takes all back, as far as the executive still knows them. */
  async removeAll(): Promise<void> {
    for (const { pid, id } of [...this.points.values()]) await this.remove(pid, id).catch(() => {});
  }

  /** The task is gone. */
  forget(pid: number): void {
    for (const point of [...this.points.values()]) if (point.pid === pid) this.points.delete(point.id);
    for (const key of [...this.armed]) if (key.startsWith(`${pid}:`)) this.armed.delete(key);
  }

  /** @throws ExecutiveError for a condition that cannot be understood */
  setCatches(catches: readonly Catch[]): void {
    this.catches.set(catches);
  }

  /** Call for every change of watched memory that the executive tells. */
  note({ watch_id, address, old, new: now }: Fields): void {
    const point = [...this.points.values()].find(({ watch }) => watch !== undefined && watch === watch_id);
    if (!point) return;
    const access = { kind: 'write', address: Number(address), old: String(old), new: String(now) } as const;
    this.changes.push({ point, access });
  }

  // --- judging, while everything is at rest ---------------------------------------------------------------------------

  /** What counts of a breakpoint at which a task stands. */
  async meet(pid: number, pc: number): Promise<Meeting> {
    const points = this.pointsAt(pid, pc);
    const met = points.length === 0 ? nothingMet : await this.judge(pid, points);
    return this.armed.has(keyOf(pid, pc)) ? met : { ...met, stop: true };
  }

  /** What counts of changed data; the first that does. */
  async meetChange(): Promise<{ readonly pid: number; readonly met: Meeting } | undefined> {
    for (let change = this.changes.shift(); change; change = this.changes.shift()) {
      const { point, access } = change;
      const met = { ...(await this.judge(point.pid, [point])), access };
      if (met.stop || met.logs.length > 0) return { pid: point.pid, met };
    }
    return undefined;
  }

  async catchesIt(name: CatchName, pid: number): Promise<boolean> {
    return this.catches.has(name, pid, await fetchView(this.wire, pid));
  }

  private async judge(pid: number, points: readonly Point[]): Promise<Meeting> {
    const view = await fetchView(
      this.wire,
      pid,
      points.flatMap(({ others }) => others),
    );
    return meetingOf(points.map(({ id, rule }) => [id, rule.judge(view)]));
  }

  private pointsAt(pid: number, address: number): Point[] {
    return [...this.points.values()].filter(
      (point) => point.pid === pid && point.watch === undefined && point.address === address,
    );
  }

  private async arm(pid: number, address: number): Promise<void> {
    await this.target.attach(pid);
    if (this.target.breakpointsOf(pid).has(address)) return;
    await this.target.changeBreakpoint(pid, 'set', address);
    this.armed.add(keyOf(pid, address));
  }

  private async disarm(pid: number, address: number): Promise<void> {
    if (this.armed.delete(keyOf(pid, address))) await this.target.changeBreakpoint(pid, 'clear', address);
  }
}

const keyOf = (pid: number, address: number): string => `${pid}:${address}`;

/** In resolved texts, tasks are named by their pid. */
const tasksIn = ({ condition = '', log = '' }: RuleText): number[] =>
  [...`${condition} ${log}`.matchAll(/#(\d+):/g)].map(([, pid]) => Number(pid));
