/** How an executive is made, and what it gets from its host. */

import type { Timer } from '../platform/timer';
import type { Variant } from './configuration/variants';
import type { InputRecorder } from './inputs/door';
import type { KernelOptions } from './kernel';
import type { ClockPace } from './pacing/clock-pace';

export interface ExecutiveOptions extends KernelOptions {
  /** What tools are offered. Default `variants.reference`. */
  readonly variant?: Variant;
  /** With which tools act on values and commands: PUBLIC 0 (default) to FACTORY 3. */
  readonly toolLevel?: number;
  /** Seconds since the epoch, for sessions, messages and events; by default the executive's own clock. */
  readonly now?: () => number;
  /** A name that was never used before, for sessions and subscriptions; by default numbers. */
  readonly newId?: () => string;
  /** Unlike that of every executive a client may take this one for. Default `embedded`: nobody reconnects to such a one. */
  readonly id?: string;
  /** Features that a session may ask for. */
  readonly features?: ReadonlySet<string>;
  /** Most sessions at a time; by default 256. */
  readonly sessionLimit?: number;
  /** Instructions of a `step` that does not say how many, and of a turn of the clock with a rate. Default 1. */
  readonly stepSize?: number;
  /** How fast time passes. Default `virtual`. */
  readonly clock?: ClockPace;
  /** What time is paced by; by default the host's. */
  readonly timer?: Timer;
  /** Calls back in a later turn of the event loop; by default the host's. */
  readonly nextTurn?: (callback: () => void) => void;
  /** Told of every input. */
  readonly recorder?: InputRecorder;
  /** Numbers of events that warnings had used up where the inputs that are replayed were recorded. */
  readonly takenNumbers?: ReadonlySet<number>;
}
