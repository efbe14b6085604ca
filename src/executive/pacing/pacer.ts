/**
 * How much the clock may execute, and when (services spec 2.12): a limited rate of turns, and time that keeps up with
 * the host's. It holds execution back and lets time pass; what programs do at a given time is the same without it.
 */

import type { Timer } from '../../platform/timer';
import type { VirtualClock } from '../clock';
import { type ClockPace, paceFactor } from './clock-pace';

/** Instructions between two turns of the event loop: well under a millisecond for one task. */
const SLICE = 100_000;
/** Host milliseconds of which a turn makes up at least; alarms are not finer. */
const GRAIN_MS = 4;
/** Host milliseconds that are made up for after a delay; what is more is given up. */
const LARGEST_LAG_MS = 50;

/** `turns` of up to `instructions` each; none: wait. */
export interface Allowance {
  readonly turns: number;
  readonly instructions: number;
}

const WAIT: Allowance = { turns: 0, instructions: 0 };

export class Pacer {
  private readonly factor: number;
  private turnsPerSecond = 0;
  /** A moment of the host, and the executive's time at it. */
  private anchor: { readonly host: number; readonly own: number };
  /** Host time at which the next turn is due. */
  private nextTurn: number;

  /** @param turnSize instructions of a turn when the rate is limited */
  constructor(
    private readonly clock: VirtualClock,
    private readonly timer: Timer,
    pace: ClockPace,
    private readonly turnSize: number,
  ) {
    this.factor = paceFactor(pace);
    this.anchor = { host: timer.now(), own: clock.now() };
    this.nextTurn = this.anchor.host;
  }

  /** Turns per second, 0: as fast as it goes. */
  get rate(): number {
    return this.turnsPerSecond;
  }

  set rate(rate: number) {
    this.turnsPerSecond = rate;
    this.nextTurn = this.timer.now();
  }

  /** Whether time keeps up with the host's. */
  get isPaced(): boolean {
    return this.factor !== Number.POSITIVE_INFINITY;
  }

  /** Milliseconds that the executive's clock should show by now; without limit when its time is virtual. */
  dueTime(): number {
    if (!this.isPaced) return this.factor;
    return this.anchor.own + (this.timer.now() - this.anchor.host) * this.factor;
  }

  allowance(): Allowance {
    if (this.turnsPerSecond > 0) return this.dueTurns();
    if (!this.isPaced) return { turns: 1, instructions: SLICE };
    const lag = (this.dueTime() - this.clock.now()) / this.factor;
    if (lag < GRAIN_MS) return WAIT;
    if (lag > LARGEST_LAG_MS) this.giveUp(lag - LARGEST_LAG_MS);
    return { turns: 1, instructions: Math.min(SLICE, Math.max(1, this.clock.instructionsUntil(this.dueTime()))) };
  }

  private dueTurns(): Allowance {
    const period = 1000 / this.turnsPerSecond;
    const now = this.timer.now();
    this.nextTurn = Math.max(this.nextTurn, now - Math.max(LARGEST_LAG_MS, period));
    const most = Math.max(1, Math.floor(SLICE / this.turnSize));
    const turns = Math.min(most, Math.floor((now - this.nextTurn) / period) + 1);
    if (turns <= 0) return WAIT;
    this.nextTurn += turns * period;
    return { turns, instructions: this.turnSize };
  }

  /** Host milliseconds until there may be an allowance. */
  pause(): number {
    if (this.turnsPerSecond > 0) return Math.max(0, this.nextTurn - this.timer.now());
    return Math.max(0, GRAIN_MS - (this.dueTime() - this.clock.now()) / this.factor);
  }

  /** Host milliseconds until `deadline` (ms of the executive's clock). */
  pauseUntil(deadline: number): number {
    return Math.max(0, (deadline - this.dueTime()) / this.factor);
  }

  private giveUp(ms: number): void {
    this.anchor = { host: this.anchor.host + ms, own: this.anchor.own };
  }
}
