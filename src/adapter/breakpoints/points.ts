/** What the executive was told to stop at: one debug point for each place of each breakpoint. */

import type { PointRequest } from '../../executive/debug/point';
import type { Debuggee } from '../debuggee';
import { isUserError } from '../user-error';

export interface WantedPoint {
  readonly pid: number;
  readonly request: PointRequest;
}

interface ToldPoint {
  readonly pid: number;
  readonly key: string;
  readonly point: number;
}

export class Points {
  /** By breakpoint. */
  private readonly told = new Map<number, readonly ToldPoint[]>();

  constructor(private readonly debuggee: Debuggee) {}

  /**
   * Tells the difference between what a breakpoint had and what it wants; points that stay keep their hit counts.
   * Returns why one was refused.
   */
  async tell(breakpoint: number, wanted: readonly WantedPoint[]): Promise<string | undefined> {
    const known = this.told.get(breakpoint) ?? [];
    const keys = new Set(wanted.map(keyOf));
    const kept = known.filter(({ key }) => keys.has(key));
    for (const { pid, key, point } of known) {
      if (keys.has(key) || !this.debuggee.has(pid)) continue;
      await this.debuggee.request('debug.point.remove', { pid, id: point });
    }
    let refusal: string | undefined;
    for (const { pid, request } of wanted) {
      const key = keyOf({ pid, request });
      if (kept.some((point) => point.key === key)) continue;
      try {
        const { id } = await this.debuggee.request('debug.point.add', { pid, point: request });
        kept.push({ pid, key, point: id });
      } catch (error) {
        if (!isUserError(error)) throw error;
        refusal ??= error.message;
      }
    }
    if (kept.length > 0) this.told.set(breakpoint, kept);
    else this.told.delete(breakpoint);
    return refusal;
  }

  /** The breakpoint a debug point belongs to. */
  breakpointOf(point: number): number | undefined {
    for (const [breakpoint, points] of this.told) if (points.some((told) => told.point === point)) return breakpoint;
    return undefined;
  }

  /** The executive that knew them is gone. */
  forget(): void {
    this.told.clear();
  }

  /** The task that they were in is gone. */
  forgetTask(pid: number): void {
    for (const [breakpoint, points] of this.told) {
      this.told.set(
        breakpoint,
        points.filter((point) => point.pid !== pid),
      );
    }
  }

  /** Takes back all that was told, or all of one task, as far as the executive still knows it. */
  async withdraw(task?: number): Promise<void> {
    const all = [...this.told.values()].flat().filter(({ pid }) => task === undefined || pid === task);
    if (task === undefined) this.told.clear();
    else this.forgetTask(task);
    for (const { pid, point } of all) {
      await this.debuggee.request('debug.point.remove', { pid, id: point }).catch((error: unknown) => {
        if (!isUserError(error)) throw error;
      });
    }
  }
}

const keyOf = ({ pid, request }: WantedPoint): string => JSON.stringify([pid, request]);
