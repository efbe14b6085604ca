/** Devices of the module layer (services spec 6.2): what they may use, and what they answer. */

import type { EventData, EventType } from '../events';
import { setRegister } from '../guest-memory';
import type { ServiceModule } from '../service-host';
import type { Task } from '../task';

/** R0 of a call. Counts and levels are 0 or more. */
export const HalStatus = { ok: 0, error: -1, busy: -3, invalid: -4, noMemory: -5, unsupported: -6 } as const;

export interface HalHost {
  /** Milliseconds of the executive's clock. */
  now(): number;
  emit<Type extends EventType>(type: Type, pid: number | null, data: EventData[Type]): void;
  /**
   * Posts as the host to every mailbox of that name, whoever owns it.
   * @returns how many took it, and how many were full
   */
  post(name: string, message: Uint8Array): { taken: number; full: number };
  /** Call when the next deadline of a device may have changed. */
  disturb(): void;
}

/** Microseconds of the executive's clock: its resolution is a bit below one. */
export const microseconds = (host: HalHost): number => Math.floor(host.now() * 1000);

/** Functions by number; what one returns goes to R0. */
export const createModule =
  (functions: Readonly<Record<number, (task: Task) => number>>): ServiceModule =>
  (task, fn) =>
    setRegister(task, 0, functions[fn]?.(task) ?? HalStatus.unsupported);

/** A record of an event mailbox: C layout, little endian. */
export function record(size: number, fill: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  fill(new DataView(bytes.buffer), bytes);
  return bytes;
}
