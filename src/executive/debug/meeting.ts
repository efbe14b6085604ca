/** What was met at one place, from the verdicts of all points there. */

import type { AccessRecord } from './point';
import type { Verdict } from './rule';

/** `stop` when any of it stops. */
export interface Meeting {
  readonly stop: boolean;
  /** Points that stop. */
  readonly points: readonly number[];
  readonly logs: readonly { readonly point: number; readonly text: string }[];
  readonly access?: AccessRecord;
  /** A condition that could not be evaluated. */
  readonly problem?: string;
}

export const nothingMet: Meeting = { stop: false, points: [], logs: [] };

export function meetingOf(verdicts: readonly (readonly [number, Verdict])[]): Meeting {
  const points: number[] = [];
  const logs: { point: number; text: string }[] = [];
  let problem: string | undefined;
  for (const [id, verdict] of verdicts) {
    if (verdict.kind === 'log') logs.push({ point: id, text: verdict.text });
    if (verdict.kind !== 'stop') continue;
    points.push(id);
    problem ??= verdict.problem;
  }
  return { stop: points.length > 0, points, logs, ...(problem !== undefined && { problem }) };
}
