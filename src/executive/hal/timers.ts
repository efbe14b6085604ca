/** Module 0x12: microseconds, and timers that post to `hal:timer:<id>`. */

import { register, setRegister } from '../guest-memory';
import { createModule, type HalHost, HalStatus, microseconds, record } from './hal';

const PER_SECOND = 1_000_000;
/** Shortest period; less would leave no time for the programs. */
const SHORTEST = 10;
const MOST = 64;

interface Timer {
  readonly id: number;
  readonly pid: number;
  /** Microseconds. */
  readonly period: number;
  readonly periodic: boolean;
  /** Milliseconds of the clock. */
  due: number;
  /** Events that found no room since the last one that did, at most 255. */
  overruns: number;
}

export class Timers {
  private readonly timers = new Map<number, Timer>();
  private nextId = 1;

  constructor(private readonly host: HalHost) {}

  readonly module = createModule({
    0: (task) => {
      const ticks = microseconds(this.host);
      setRegister(task, 1, Math.floor(ticks / 0x100000000));
      return ticks >>> 0;
    },
    1: () => PER_SECOND,
    2: (task) => {
      const period = register(task, 1);
      const kind = register(task, 2);
      if (period < SHORTEST || kind > 1) return HalStatus.invalid;
      if (this.timers.size >= MOST) return HalStatus.noMemory;
      const id = this.freeId();
      const due = this.host.now() + period / 1000;
      this.timers.set(id, { id, pid: task.pid, period, periodic: kind === 1, due, overruns: 0 });
      this.host.disturb();
      return id;
    },
    3: (task) => {
      const timer = this.timers.get(register(task, 1));
      if (timer?.pid !== task.pid) return HalStatus.invalid;
      this.timers.delete(timer.id);
      this.host.disturb();
      return HalStatus.ok;
    },
  });

  report() {
    return [...this.timers.values()].map(({ id, pid, period, periodic, due }) => ({
      id,
      pid,
      period_us: period,
      periodic,
      /** Seconds of the executive's clock. */
      due: due / 1000,
    }));
  }

  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { due } of this.timers.values()) if (next === null || due < next) next = due;
    return next;
  }

  /** Fires what is due, in order of deadline; a periodic timer that was missed several times fires once and counts. */
  expire(now: number): void {
    if (this.timers.size === 0) return;
    const due = [...this.timers.values()]
      .filter((timer) => timer.due <= now)
      .sort((a, b) => a.due - b.due || a.id - b.id);
    for (const timer of due) this.fire(timer, now);
    if (due.length > 0) this.host.disturb();
  }

  removeTask(pid: number): void {
    for (const timer of this.timers.values()) if (timer.pid === pid) this.timers.delete(timer.id);
  }

  /** A number of 16 bits that no timer has. */
  private freeId(): number {
    while (this.timers.has(this.nextId)) this.nextId = (this.nextId % 0xffff) + 1;
    const id = this.nextId;
    this.nextId = (this.nextId % 0xffff) + 1;
    return id;
  }

  private fire(timer: Timer, now: number): void {
    const step = timer.period / 1000;
    const missed = Math.floor((now - timer.due) / step);
    timer.overruns = Math.min(255, timer.overruns + missed);
    const message = record(12, (view) => {
      view.setUint16(0, timer.id, true);
      view.setUint32(4, microseconds(this.host) >>> 0, true);
      view.setUint8(8, timer.overruns);
    });
    const { taken } = this.host.post(`hal:timer:${timer.id}`, message);
    timer.overruns = taken > 0 ? 0 : Math.min(255, timer.overruns + 1);
    if (timer.periodic) timer.due += step * (missed + 1);
    else this.timers.delete(timer.id);
  }
}
