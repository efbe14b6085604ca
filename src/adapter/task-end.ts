/** How tasks ended, for the console and for the exit code of the session. */

import type { FaultName } from '../executive/events';
import { faultWords } from './fault-words';

export interface TaskEnd {
  readonly pid: number;
  readonly name: string;
  readonly fault: FaultName | null;
  /** 0..0xFFFFFFFF; `null` when the task did not end by itself. */
  readonly status: number | null;
}

export function describeEnd({ pid, name, fault, status }: TaskEnd): string {
  const task = `${name} (pid ${pid})`;
  if (fault) return `${task} was ended by a fault: ${faultWords[fault].title}`;
  return status === null ? `${task} was ended` : `${task} returned ${status}`;
}

/** The status of the first task, or 1 when any task faulted. */
export function exitCode(ends: readonly TaskEnd[]): number {
  if (ends.some((end) => end.fault)) return 1;
  return ends[0]?.status ?? 0;
}
