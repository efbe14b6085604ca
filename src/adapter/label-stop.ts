/** The one stop at a label with which a launch configuration may begin. */

import type { Places } from './breakpoints/places';
import type { Debuggee } from './debuggee';
import { RequestError } from './request-error';

export class LabelStop {
  private label = '';
  /** By debug point; empty once the stop has happened. */
  private readonly points = new Map<number, number>();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly places: Places,
  ) {}

  /** @param label `label`, `file.mvasm:label` or a code address. @throws RequestError when no program has it */
  async set(label: string): Promise<void> {
    this.label = label;
    this.points.clear();
    const { addresses, message } = this.places.atFunction(label);
    if (addresses.length === 0) throw new RequestError(`launch attribute "stopAtLabel": ${message}`);
    for (const { pid, pc } of addresses) {
      const { id } = await this.debuggee.request('debug.point.add', { pid, point: { kind: 'code', address: pc } });
      this.points.set(id, pid);
    }
  }

  /** The label, when the stop at these debug points is the first one at it. */
  met(points: readonly number[]): string | undefined {
    return points.some((id) => this.points.has(id)) ? this.label : undefined;
  }

  /** Lets the tasks pass from now on. */
  async clear(): Promise<void> {
    const points = [...this.points];
    this.points.clear();
    for (const [id, pid] of points) await this.debuggee.request('debug.point.remove', { pid, id });
  }
}
